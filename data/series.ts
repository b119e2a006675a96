import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { refuse } from "../engine/core/errors.ts";
import { printable } from "./csv/printable.ts";
import { demandNumbers, isNumberType, readNumbers } from "./demand-numbers.ts";
import { identifier, literal, rowsOf, withDuckdb } from "./duckdb.ts";
import { isTimeName } from "./header.ts";
import { timeExpression } from "./parquet.ts";

/** Values with the times from which they were available, ms since 1970 UTC, rising. */
export interface TimedSeries {
  readonly name: string;
  readonly ts: Float64Array;
  readonly values: Float64Array;
  /** File that it came from. */
  readonly source: string;
}

/** How a series is read. */
export interface SeriesReading {
  /** Whether a cell that is empty or no finite number stays, as NaN, instead of being left out with its time. */
  readonly gaps?: boolean;
}

/**
 * Reads a column of a CSV or Parquet file that has a time column: `column` by its name, or the only other one.
 * Empty cells are left out unless told. Throws a UserError on an unknown column, text in numbers or times that do not rise.
 */
export async function loadSeries(
  path: string,
  column?: string,
  { gaps = false }: SeriesReading = {},
): Promise<TimedSeries> {
  const file = basename(path);
  return withDuckdb(async (connection) => {
    const { source, names, types } = await columnsOf(connection, path);
    const time =
      names.find(isTimeName) ?? refuse(`${file} has no time column; its columns are ${names.join(", ")}`);
    const others = names.filter((name) => name !== time);
    const wanted = column ?? (others.length === 1 ? others[0]! : undefined);
    if (wanted === undefined || !others.includes(wanted)) {
      const asked = column === undefined ? "" : ` "${column}"`;
      refuse(`${file}: choose the column${asked} to read; it has ${others.join(", ")}`);
    }
    const columns = names.map((name, i) => ({ name, type: types[i]! }));
    await demandNumbers(connection, { source, file, columns }, [wanted]);
    const raw = `${identifier(wanted)}::DOUBLE`;
    const value = gaps ? `CASE WHEN isfinite(${raw}) THEN ${raw} ELSE 'NaN'::DOUBLE END` : raw;
    const at = timeExpression(identifier(time), types[names.indexOf(time)]!, file);
    const timed = `${identifier(time)} IS NOT NULL`;
    const from = `${source} WHERE ${gaps ? timed : `isfinite(${raw}) AND ${timed}`}`;
    const rows = Number((await rowsOf(connection, `SELECT count(*)::INTEGER AS rows FROM ${from}`))[0]!.rows);
    const [ts, values] = await readNumbers(connection, [at, value], { path, from, rows, wanted: [wanted] });
    const bad = ts!.findIndex((ms, i) => i > 0 && ms <= ts![i - 1]!);
    if (bad > 0)
      refuse(`${file} row ${bad + 1}: the time does not rise; sort the file and drop repeated rows`);
    return { name: wanted, ts: ts!, values: values!, source: file };
  });
}

/**
 * All series of a file that holds values beside times and no bars, such as funding rates, to look at; undefined for
 * any other file. A UserError for one without rows, and where a column that is `wanted`, or the only one, holds text.
 */
export async function loadAllSeries(
  path: string,
  { wanted = [], ...reading }: SeriesReading & { readonly wanted?: readonly string[] } = {},
): Promise<TimedSeries[] | undefined> {
  if (!/\.(parquet|csv|tsv|txt)(\.gz)?$/i.test(path)) return undefined;
  const columns = await withDuckdb(async (connection) => {
    const { source, names, types } = await columnsOf(connection, path);
    const time = names.find(isTimeName);
    const prices = names.filter((name) => /^(open|high|low|close)$/i.test(name));
    if (time === undefined || prices.length > 1) return [];
    const columns = names
      .map((name, i) => ({ name, type: types[i]! }))
      .filter(({ name }) => !isTimeName(name));
    const asked = columns.length === 1 ? columns.map(({ name }) => name) : wanted;
    await demandNumbers(connection, { source, file: basename(path), columns }, asked);
    return columns.filter(({ type }) => isNumberType(type)).map(({ name }) => name);
  });
  const series: TimedSeries[] = [];
  for (const column of columns) series.push(await loadSeries(path, column, reading));
  return series.length === 0 ? undefined : series;
}

async function columnsOf(connection: DuckDBConnection, path: string) {
  const reader = /\.parquet$/i.test(path) ? "read_parquet" : "read_csv";
  const source = `${reader}(${literal(path)})`;
  const schema = await rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`).catch((error: Error) =>
    refuse(
      `${basename(path)} is no CSV or Parquet file that can be read: ${printable(error.message.split("\n")[0]!, 200)}`,
    ),
  );
  const names = schema.map((row) => String(row.column_name));
  return { source, names, types: schema.map((row) => String(row.column_type)) };
}
