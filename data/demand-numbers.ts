import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { refuse } from "../engine/core/errors.ts";
import { printable } from "./csv/printable.ts";
import { identifier, literal, readColumns, rowsOf } from "./duckdb.ts";

/** A column of a source as it was read. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/** What is read: rows of a source over a file, whose columns of these names hold the numbers. */
export interface NumberReading {
  readonly path: string;
  readonly from: string;
  readonly rows: number;
  readonly wanted: readonly string[];
}

/** Whether values of a type of DuckDB are numbers. */
export const isNumberType = (type: string): boolean => /INT|DOUBLE|FLOAT|DECIMAL/.test(type);

/**
 * Refuses a source without rows, and of the wanted columns one that holds text, with its first row that is no number.
 * Columns that are not there are for the caller.
 */
export async function demandNumbers(
  connection: DuckDBConnection,
  {
    source,
    file,
    columns,
  }: { readonly source: string; readonly file: string; readonly columns: TypedColumn[] },
  wanted: readonly string[],
): Promise<void> {
  const [any] = await rowsOf(connection, `SELECT 1 FROM ${source} LIMIT 1`);
  if (any === undefined) refuse(`${file} has no rows`);
  for (const { name, type } of columns) {
    if (!wanted.includes(name) || isNumberType(type)) continue;
    const cell = identifier(name);
    const [found] = await rowsOf(
      connection,
      `SELECT row, cell FROM (SELECT row_number() OVER () AS row, ${cell}::VARCHAR AS cell FROM ${source}) ` +
        "WHERE trim(cell) <> '' AND TRY_CAST(cell AS DOUBLE) IS NULL ORDER BY row LIMIT 1",
    );
    if (found === undefined) refuse(`${file}: column "${name}" holds no numbers`);
    const { row, cell: text } = found;
    refuse(`${file} row ${row}, column "${name}": "${printable(String(text), 60)}" is not a number`);
  }
}

/**
 * Reads number columns, and where that breaks off says at which row of a CSV file there is text: the reader judges a column
 * by its first 20,000 rows or so, and stops at a later one that is otherwise.
 */
export async function readNumbers(
  connection: DuckDBConnection,
  expressions: readonly string[],
  { path, from, rows, wanted }: NumberReading,
): Promise<Float64Array[]> {
  try {
    return await readColumns(connection, expressions, from, rows);
  } catch (error) {
    if (!/\.parquet$/i.test(path)) {
      const source = `read_csv(${literal(path)}, all_varchar = true)`;
      const columns = wanted.map((name) => ({ name, type: "VARCHAR" }));
      await demandNumbers(connection, { source, file: basename(path), columns }, wanted);
    }
    throw error;
  }
}
