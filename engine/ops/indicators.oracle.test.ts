import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Bars, indicators, keyed } from "../../test/oracles/indicators.ts";
import { oracleFolder } from "../../test/oracles/load.ts";
import { createColumns } from "../compile/columns.ts";
import { createStream } from "../compile/stream.ts";
import { createTable, type Node, sourceNode } from "../graph/node.ts";

const present = existsSync(oracleFolder);
const title = `indicators agree with the reference results${present ? "" : " (skipped: no folder of oracles)"}`;

const fields = ["open", "high", "low", "close", "volume"] as const;
type Data = Readonly<Record<(typeof fields)[number], Float64Array>>;
type Values = readonly (number | string | null)[];
/** A long array: its first values, its last ten, and sums over all that are known. */
interface Digest {
  readonly first_valid_index: number | null;
  readonly checksum: Readonly<Record<"n" | "sum" | "sum_sq" | "weighted", number>>;
  readonly last10?: Values;
  readonly values?: Values;
}
interface Case {
  readonly name: string;
  readonly input: {
    readonly file?: string;
    readonly rows?: readonly [number, number];
    readonly ohlcv?: Readonly<Record<string, readonly number[]>>;
    readonly params?: Readonly<Record<string, number | readonly number[]>>;
  };
  readonly expect: Readonly<Record<string, Values | Digest>>;
  readonly tolerance: Readonly<Record<string, { rel?: number; abs?: number }>>;
  readonly degenerate?: boolean;
}

const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

function readData(file: string, [from, to]: readonly [number, number] = [0, Number.POSITIVE_INFINITY]): Data {
  const text = readFileSync(join(oracleFolder, "data", basename(file)), "utf8").trim();
  const [header, ...all] = text.split(/\r?\n/).map((line) => line.split(","));
  const rows = all.slice(from, to);
  const place = (name: string) => header!.findIndex((column) => column.toLowerCase() === name);
  const column = (name: string) => Float64Array.from(rows, (row) => Number(row[place(name)]));
  return Object.fromEntries(fields.map((name) => [name, column(name)])) as unknown as Data;
}

const trace = (): Bars => {
  const table = createTable();
  return Object.fromEntries(fields.map((name) => [name, sourceNode(table, "X", name)])) as unknown as Bars;
};

/** Values of a node as a column, after proof that the stream gives the same bits. */
function valuesOf(node: Node, data: Data): Float64Array {
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

type Close = (got: number, expected: number | string | null) => boolean;

const closeTo =
  ({ rel = 0, abs = 0 }: { rel?: number; abs?: number }): Close =>
  (got, expected) =>
    expected === null || Number.isNaN(Number(expected))
      ? Number.isNaN(got)
      : Math.abs(got - Number(expected)) <= abs + rel * Math.abs(Number(expected));

/** The first difference in words, or undefined. */
function differs(got: ArrayLike<number>, expected: Values, close: Close, offset = 0): string | undefined {
  for (let i = 0; i < expected.length; i++) {
    if (!close(got[i + offset]!, expected[i]!)) {
      return `bar ${i + offset}: ${got[i + offset]} instead of ${expected[i]}`;
    }
  }
  return undefined;
}

function sumsOf(values: Float64Array) {
  const known = values.filter((value) => !Number.isNaN(value));
  return {
    n: known.length,
    sum: known.reduce((sum, value) => sum + value, 0),
    sum_sq: known.reduce((sum, value) => sum + value * value, 0),
    weighted: known.reduce((sum, value, i) => sum + value * (i + 1), 0),
  };
}

function judge(got: Float64Array, expected: Values | Digest, close: Close): string | undefined {
  if (Array.isArray(expected)) {
    if (expected.length !== got.length) return `${got.length} values instead of ${expected.length}`;
    return differs(got, expected, close);
  }
  const { first_valid_index: first, checksum, last10 = [], values = [] } = expected as Digest;
  const begins = got.findIndex((value) => !Number.isNaN(value));
  if (begins !== (first ?? -1)) return `begins at ${begins} instead of ${first}`;
  const sums = sumsOf(got);
  const wrong = Object.entries(checksum).find(
    ([key, value]) => !close(sums[key as keyof typeof sums], value),
  );
  if (wrong) return `${wrong[0]} of all is ${sums[wrong[0] as keyof typeof sums]} instead of ${wrong[1]}`;
  return differs(got, values, close) ?? differs(got, last10, close, got.length - last10.length);
}

interface Tally {
  passed: number;
  failed: number;
  degenerate: number;
}
const tallies = new Map<string, Tally>();
const failures: string[] = [];

function count(name: string, where: string, complaint: string | undefined, degenerate = false): void {
  const tally = tallies.get(name) ?? { passed: 0, failed: 0, degenerate: 0 };
  tallies.set(name, tally);
  if (complaint === undefined) tally[degenerate ? "degenerate" : "passed"]++;
  else {
    tally.failed++;
    failures.push(`${where}: ${complaint}`);
  }
}

/**
 * The lagging span of Ichimoku as charts draw it is the close of `shift` bars later: it shows the future, so no
 * operator gives it, and the reference only repeats the data.
 */
const laggingSpan = (close: Float64Array, shift: number) =>
  Float64Array.from(close, (_, i) => close[i + shift] ?? Number.NaN);

function resultOf(
  indicator: string,
  output: string,
  given: Case["input"]["params"],
  data: Data,
): Float64Array {
  const known = indicators[indicator];
  if (!known) throw new Error(`unknown indicator "${indicator}"`);
  const [key, ...usual] = known.params;
  const values = key === undefined || given?.[key] === undefined ? usual : [given[key]].flat();
  if (output === "chikou_plotted") return laggingSpan(data.close, values[3]!);
  const node = known.make(trace(), values)[output];
  if (!node) throw new Error(`${indicator} has no "${output}"`);
  return valuesOf(node, data);
}

function judgeCase(item: Case, suffix: string): void {
  const { input, expect: expected, tolerance, degenerate } = item;
  const data = input.ohlcv
    ? (Object.fromEntries(
        fields.map((name) => [name, Float64Array.from(input.ohlcv![name]!)]),
      ) as unknown as Data)
    : readData(input.file!, input.rows);
  const base = item.name.endsWith(suffix) ? item.name.slice(0, -suffix.length) : item.name;
  for (const [key, values] of Object.entries(expected)) {
    const [indicator, output] = key.includes(".") ? key.split(".") : [base, key];
    const close = closeTo(tolerance[output!] ?? tolerance.default!);
    const either: Close = degenerate ? (got, wanted) => Number.isNaN(got) || close(got, wanted) : close;
    const got = resultOf(indicator!, output!, input.params, data);
    count(indicator!, `${item.name} ${key}`, judge(got, values, either), degenerate);
  }
}

/** Files of a folder; a name that no file has where there are none, so that its test fails. */
function filesOf(folder: string, pattern: RegExp): string[] {
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => pattern.test(name)) : [];
  return found.length > 0 ? found : [`none like ${pattern.source}`];
}

describe.skipIf(!present && !process.env.CI)(title, () => {
  const folder = join(oracleFolder, "statistics");
  const backtests = join(oracleFolder, "backtests");
  const files = filesOf(folder, /^indicators_.*\.json$/);
  const arrayFiles = filesOf(backtests, /^indicators-.*\.json$/);

  test.each(files)("%s", (file) => {
    const suffix = `_${basename(file, ".json").replace("indicators_", "")}`;
    const before = failures.length;
    for (const item of readJson(join(folder, file)).cases as Case[]) judgeCase(item, suffix);
    expect(failures.slice(before).join("\n")).toBe("");
  });

  test.each(arrayFiles)("%s", (file) => {
    const { data: csv, arrays } = readJson(join(backtests, file));
    const data = readData(csv);
    const close = closeTo({ rel: 1e-9, abs: 1e-9 });
    const before = failures.length;
    for (const [key, values] of Object.entries(arrays as Record<string, Values>)) {
      const found = keyed.filter(([pattern]) => pattern.test(key));
      if (found.length !== 1) throw new Error(`unknown array "${key}"`);
      const numbers = key.split(" ")[0]!.split("_").slice(1).map(Number);
      const got = valuesOf(found[0]![1](trace(), numbers), data);
      // Made from another indicator of twice the length, whose longer warm-up it kept.
      const late = /NaN until (\d+) differences/.exec(key);
      if (late) got.fill(Number.NaN, 0, Number(late[1]));
      count(key.split(/[_ ]/)[0]!, key, judge(got, values, close));
    }
    expect(failures.slice(before).join("\n")).toBe("");
  });

  afterAll(() => {
    const rows = [...tallies].map(
      ([name, { passed, failed, degenerate }]) =>
        `${name.padEnd(24)} ${passed} passed, ${failed} failed, ${degenerate} degenerate`,
    );
    console.log(rows.join("\n"));
  });
});
