import { createColumns } from "../../engine/compile/columns.ts";
import { createStream } from "../../engine/compile/stream.ts";
import { createTable, type Node, sourceNode } from "../../engine/graph/node.ts";
import { type Bars, indicators } from "./indicators.ts";

const fields = ["open", "high", "low", "close", "volume"] as const;

/** Columns of one symbol by field. */
export type Data = Readonly<Record<(typeof fields)[number], Float64Array>>;

/** Columns by what gives each field. */
export const dataOf = (column: (field: string) => Float64Array): Data =>
  Object.fromEntries(fields.map((field) => [field, column(field)])) as unknown as Data;

/** Symbolic series of one symbol. */
export const trace = (): Bars => {
  const table = createTable();
  return Object.fromEntries(fields.map((name) => [name, sourceNode(table, "X", name)])) as unknown as Bars;
};

/** Values of a node as a column, after proof that the stream gives the same bits. */
export function valuesOf(node: Node, data: Data): Float64Array {
  const column = createColumns(data.close.length, ({ field }) => data[field as keyof Data]).of(node);
  const stream = createStream([node]);
  for (let i = 0; i < column.length; i++) {
    for (const [k, { field }] of stream.sources.entries()) stream.values[k] = data[field as keyof Data][i]!;
    stream.step();
    if (!Object.is(stream.read(node), column[i])) {
      throw new Error(`bar ${i}: the stream gives ${stream.read(node)}, the column ${column[i]}`);
    }
  }
  return column;
}

/**
 * The lagging span of Ichimoku as charts draw it is the close of `shift` bars later: it shows the future, so no
 * operator gives it, and the reference only repeats the data.
 */
const laggingSpan = (close: Float64Array, shift: number) =>
  Float64Array.from(close, (_, i) => close[i + shift] ?? Number.NaN);

/** An indicator's output by the names and parameters of `statistics/indicators_*.json`. */
export function indicatorValues(
  indicator: string,
  output: string,
  given: Readonly<Record<string, unknown>> | undefined,
  data: Data,
): Float64Array {
  const known = indicators[indicator];
  if (!known) throw new Error(`unknown indicator "${indicator}"`);
  const [key, ...usual] = known.params;
  const values = key === undefined || given?.[key] === undefined ? usual : ([given[key]].flat() as number[]);
  if (output === "chikou_plotted") return laggingSpan(data.close, values[3]!);
  const node = known.make(trace(), values)[output];
  if (!node) throw new Error(`${indicator} has no "${output}"`);
  return valuesOf(node, data);
}
