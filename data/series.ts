import { basename } from "node:path";
import { refuse } from "../engine/core/errors.ts";
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
    const reader = /\.parquet$/i.test(path) ? "read_parquet" : "read_csv";
    const source = `${reader}(${literal(path)})`;
    const schema = await rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`).catch((error: Error) =>
      refuse(`${file} cannot be read: ${error.message.split("\n")[0]}`),
    );
    const names = schema.map((row) => String(row.column_name));
    const time =
      names.find(isTimeName) ?? refuse(`${file} has no time column; its columns are ${names.join(", ")}`);
    const others = names.filter((name) => name !== time);
    const wanted = column ?? (others.length === 1 ? others[0]! : undefined);
    if (wanted === undefined || !others.includes(wanted)) {
      const asked = column === undefined ? "" : ` "${column}"`;
      refuse(`${file}: choose the column${asked} to read; it has ${others.join(", ")}`);
    }
    const type = String(schema[names.indexOf(wanted)]!.column_type);
    if (!/INT|DOUBLE|FLOAT|DECIMAL/.test(type))
      refuse(`column "${wanted}" of ${file} must hold numbers; it holds ${type}`);
    const value = `${identifier(wanted)}::DOUBLE`;
    const at = timeExpression(identifier(time), String(schema[names.indexOf(time)]!.column_type), file);
    const from = `${source} WHERE isfinite(${value}) AND ${identifier(time)} IS NOT NULL`;
    const rows = Number((await rowsOf(connection, `SELECT count(*)::INTEGER AS rows FROM ${from}`))[0]!.rows);
    const [ts, values] = await readColumns(connection, [at, value], from, rows);
    const bad = ts!.findIndex((ms, i) => i > 0 && ms <= ts![i - 1]!);
    if (bad > 0)
      refuse(`${file} row ${bad + 1}: the time does not rise; sort the file and drop repeated rows`);
    return { name: wanted, ts: ts!, values: values!, source: file };
  });
}
