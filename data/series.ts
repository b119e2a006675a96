import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { refuse } from "../engine/core/errors.ts";
import { printable } from "./csv/printable.ts";
import { identifier, literal, readColumns, rowsOf, withDuckdb } from "./duckdb.ts";
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

/**
 * Reads a column of a CSV or Parquet file that has a time column: `column` by its name, or the only other one.
 * Empty cells are left out. Throws a UserError on an unknown column, text in numbers or times that do not rise.
 */
export async function loadSeries(path: string, column?: string): Promise<TimedSeries> {
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
    const type = types[names.indexOf(wanted)]!;
    if (!isNumeric(type)) refuse(`column "${wanted}" of ${file} must hold numbers; it holds ${type}`);
    const value = `${identifier(wanted)}::DOUBLE`;
    const at = timeExpression(identifier(time), types[names.indexOf(time)]!, file);
    const from = `${source} WHERE isfinite(${value}) AND ${identifier(time)} IS NOT NULL`;
    const rows = Number((await rowsOf(connection, `SELECT count(*)::INTEGER AS rows FROM ${from}`))[0]!.rows);
    const [ts, values] = await readColumns(connection, [at, value], from, rows);
    const bad = ts!.findIndex((ms, i) => i > 0 && ms <= ts![i - 1]!);
    if (bad > 0)
      refuse(`${file} row ${bad + 1}: the time does not rise; sort the file and drop repeated rows`);
    return { name: wanted, ts: ts!, values: values!, source: file };
  });
}

/**
 * All series of a file that holds values beside times and no bars, such as funding rates, to look at; undefined for
 * any other file.
 */
export async function loadAllSeries(path: string): Promise<TimedSeries[] | undefined> {
  if (!/\.(parquet|csv|tsv|txt)(\.gz)?$/i.test(path)) return undefined;
  const columns = await withDuckdb(async (connection) => {
    const { names, types } = await columnsOf(connection, path);
    const time = names.find(isTimeName);
    const prices = names.filter((name) => /^(open|high|low|close)$/i.test(name));
    if (time === undefined || prices.length > 1) return [];
    return names.filter((name, i) => name !== time && !isTimeName(name) && isNumeric(types[i]!));
  });
  const series: TimedSeries[] = [];
  for (const column of columns) series.push(await loadSeries(path, column));
  return series.length === 0 ? undefined : series;
}

const isNumeric = (type: string) => /INT|DOUBLE|FLOAT|DECIMAL/.test(type);

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
