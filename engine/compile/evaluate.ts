import { refuse } from "../core/errors.ts";
import { createTable, isNode, type Node } from "../graph/node.ts";
import { type Market, traceMarket } from "../graph/strategy.ts";
import { createColumns } from "./columns.ts";
import { createStream } from "./stream.ts";

/** Columns by field, such as `close`; of equal length, NaN where a bar is missing. */
export type Fields = Readonly<Record<string, ArrayLike<number>>>;

export interface EvaluateOptions {
  /** `column` computes whole columns, `stream` a bar at a time. The results are the same, bit for bit. */
  readonly mode?: "column" | "stream";
  readonly timeframeMs?: number;
}

/**
 * The column of an expression over the columns of one symbol: for notebooks, tests and a quick look.
 * Throws a UserError where the columns differ in length, or lack one that the expression reads.
 *
 * @example
 * [...evaluate({ close: [1, 2, 3] }, ({ close }) => close)] // => [1, 2, 3]
 */
export function evaluate(
  fields: Fields,
  build: (market: Market) => Node,
  options: EvaluateOptions = {},
): Float64Array {
  return evaluateAcross({ X: fields }, build, options);
}

/** As `evaluate`, over several symbols on one calendar; the expression is that of the first. */
export function evaluateAcross(
  bySymbol: Readonly<Record<string, Fields>>,
  build: (market: Market) => Node,
  { mode = "column", timeframeMs = 86_400_000 }: EvaluateOptions = {},
): Float64Array {
  const symbols = Object.keys(bySymbol);
  const columns = new Map<string, Float64Array>();
  for (const symbol of symbols) {
    for (const [field, values] of Object.entries(bySymbol[symbol]!)) {
      columns.set(`${field}@${symbol}`, Float64Array.from(values));
    }
  }
  const lengths = [...new Set([...columns.values()].map((column) => column.length))];
  const length = lengths[0];
  if (length === undefined || lengths.length > 1) {
    refuse(`columns must be of one length; were ${lengths.join(", ") || "none"}`);
  }
  const node = build(traceMarket(createTable(), symbols, timeframeMs, symbols[0]!));
  if (!isNode(node)) refuse(`an expression must give a series; gave ${typeof node}`);
  const columnOf = ({ symbol, field }: { symbol: string; field: string }) =>
    columns.get(`${field}@${symbol}`);
  return mode === "column"
    ? createColumns(length, columnOf).of(node)
    : streamed(node, length, (source) => columnOf(source) ?? missing(source));
}

const missing = ({ symbol, field }: { symbol: string; field: string }): never =>
  refuse(`the data of ${symbol} has no column "${field}"`);

function streamed(
  node: Node,
  length: number,
  columnOf: (source: { symbol: string; field: string }) => Float64Array,
): Float64Array {
  const stream = createStream([node]);
  const inputs = stream.sources.map(columnOf);
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < inputs.length; k++) stream.values[k] = inputs[k]![i]!;
    stream.step();
    out[i] = stream.read(node);
  }
  return out;
}
