import { basename } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import { printable } from "./csv/printable.ts";
import { demandNumbers, isNumberType, readNumbers } from "./demand-numbers.ts";
import { identifier, literal, rowsOf, withDuckdb } from "./duckdb.ts";
import { isTimeName } from "./header.ts";

/** A column of a file that has no times: row by row as it stands there. */
export interface PlainColumn {
  readonly name: string;
  /** NaN where a cell is empty. */
  readonly values: Float64Array;
}

/**
 * The number columns of a CSV or Parquet file without a time column, such as profits of trades or returns of
 * strategies, in the order of the file; undefined where it has one, or no numbers at all. A UserError for a file without
 * rows, and where a column that is `wanted` holds text.
 */
export async function loadPlainColumns(
  path: string,
  wanted: readonly string[] = [],
): Promise<PlainColumn[] | undefined> {
  if (!/\.(parquet|csv|tsv|txt)(\.gz)?$/i.test(path)) return undefined;
  return withDuckdb(async (connection) => {
    const reader = /\.parquet$/i.test(path) ? "read_parquet" : "read_csv";
    const source = `${reader}(${literal(path)})`;
    const schema = await rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`).catch((error: Error) =>
      refuse(
        `${basename(path)} is no CSV or Parquet file that can be read: ${printable(error.message.split("\n")[0]!, 200)}`,
      ),
    );
    if (schema.some((row) => isTimeName(String(row.column_name)))) return undefined;
    const typed = schema.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
    await demandNumbers(connection, { source, file: basename(path), columns: typed }, wanted);
    const names = typed.filter(({ type }) => isNumberType(type)).map(({ name }) => name);
    if (names.length === 0) return undefined;
    const [count] = await rowsOf(connection, `SELECT count(*)::INTEGER AS rows FROM ${source}`);
    const values = names.map((name) => `coalesce(${identifier(name)}::DOUBLE, 'NaN'::DOUBLE)`);
    const columns = await readNumbers(connection, values, {
      path,
      from: source,
      rows: Number(count!.rows),
      wanted: names,
    });
    return names.map((name, i) => ({ name, values: columns[i]! }));
  });
}
