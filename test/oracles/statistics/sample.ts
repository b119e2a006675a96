import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { oracleFolder } from "../load.ts";
import type { Input } from "./case.ts";

/** Columns of a case, as it wants them, and the times of their rows where they come from a file. */
export interface Sample {
  readonly times: readonly string[];
  readonly columns: readonly Float64Array[];
}

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const tables = new Map<string, Table>();

/** A CSV file of the data folder, by its base name: the folder stands beside the statistics, or in them. */
export function readTable(file: string): Table {
  const known = tables.get(file);
  if (known) return known;
  const places = ["data", "statistics/data"].map((folder) => join(oracleFolder, folder, basename(file)));
  const path = places.find(existsSync);
  if (!path) throw new Error(`${file} is in none of ${places.join(", ")}`);
  const [names, ...rows] = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const table = { names: names!, rows };
  tables.set(file, table);
  return table;
}

const transforms: Readonly<Record<string, (xs: Float64Array) => Float64Array>> = {
  raw: (xs) => xs,
  log: (xs) => xs.map(Math.log),
  logret: (xs) => logReturns(xs, 1),
  logret100: (xs) => logReturns(xs, 100),
  logret1e4: (xs) => logReturns(xs, 1e4),
  ret: (xs) => xs.subarray(1).map((x, i) => x / xs[i]! - 1),
};

const logReturns = (xs: Float64Array, factor: number) =>
  xs.subarray(1).map((x, i) => factor * (Math.log(x) - Math.log(xs[i]!)));

/** A column given in place, where null and the text NaN stand for what is not known. */
export const columnOf = (values: readonly (number | string | null)[]): Float64Array =>
  Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));

function rawColumns(input: Input): { times: readonly string[]; columns: Float64Array[] } {
  const { values, series, matrix } = input;
  if (values) return { times: [], columns: [columnOf(values)] };
  if (series) return { times: [], columns: Object.values(series).map(columnOf) };
  if (matrix) {
    const width = matrix[0]?.length ?? 0;
    const columns = Array.from({ length: width }, (_, j) => Float64Array.from(matrix, (row) => row[j]!));
    return { times: [], columns };
  }
  const { names, rows: all } = readTable(input.file!);
  const rows = all.slice(...(input.rows ?? []));
  const columns = (input.columns ?? [input.column!]).map((name) => {
    const at = names.indexOf(name);
    // The benchmark "zero" is cash: a price that does not move.
    if (at < 0 && name !== "zero") throw new Error(`${input.file} has no column ${name}`);
    return Float64Array.from(rows, (row) => (at < 0 ? 1 : Number(row[at])));
  });
  return { times: rows.map((row) => row[0]!), columns };
}

/** Reads the columns of a case: rows first, then the transform, then the power. */
export function sampleOf(input: Input): Sample {
  const { times, columns } = rawColumns(input);
  const change = transforms[input.transform ?? "raw"];
  if (!change) throw new Error(`unknown transform ${input.transform}`);
  if (input.then !== undefined && input.then !== "square") throw new Error(`unknown step ${input.then}`);
  const changed = columns.map(change).map((xs) => (input.then ? xs.map((x) => x * x) : xs));
  return { times: times.slice(times.length - (changed[0]?.length ?? 0)), columns: changed };
}

/** The only column of a case. */
export const seriesOf = (input: Input): Float64Array => sampleOf(input).columns[0]!;
