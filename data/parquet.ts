import type { DuckDBConnection } from "@duckdb/node-api";
import { refuse } from "../engine/core/errors.ts";
import { barFields } from "../engine/trade/bars.ts";
import { type Columns, columnNames, type FileContent, sharedColumn, type Table } from "./columns.ts";
import { printable } from "./csv/printable.ts";
import { identifier, literal, readColumns, rowsOf, withDuckdb } from "./duckdb.ts";
import { type ColumnWishes, type HeaderMap, mapHeader } from "./header.ts";

/** Rows to read: bars whose open lies in [fromMs, toMs), of these symbols. */
export interface ParquetSelection {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly symbols?: readonly string[] | undefined;
  /** Names of columns that have none of the usual ones. */
  readonly columns?: ColumnWishes | undefined;
}

interface Source {
  readonly file: string;
  readonly from: string;
  readonly names: readonly string[];
  readonly map: HeaderMap;
  readonly time: string;
}

/** Reads bars from Parquet files of one schema, one table for each value of a `symbol` column if there is one. */
export async function readParquet(
  paths: readonly string[],
  selection: ParquetSelection = {},
  file = paths[0]!,
): Promise<FileContent> {
  return withDuckdb(async (connection) => {
    const source = await describe(connection, paths, file, selection.columns);
    const tables: Table[] = [];
    const { symbols: wanted } = selection;
    const symbols = await symbolsOf(connection, source);
    for (const symbol of symbols ?? [undefined]) {
      if (symbol !== undefined && wanted?.includes(symbol) === false) continue;
      tables.push(await readTable(connection, source, selection, symbol));
    }
    return { tables, notes: source.map.notes, ...(symbols && { symbols }) };
  });
}

async function describe(
  connection: DuckDBConnection,
  paths: readonly string[],
  file: string,
  wishes: ColumnWishes | undefined,
): Promise<Source> {
  const from = `read_parquet([${paths.map(literal).join(", ")}])`;
  const schema = await rowsOf(connection, `DESCRIBE SELECT * FROM ${from}`).catch((error: Error) =>
    refuse(
      `${file} is not a Parquet file that can be read: ${printable(error.message.split("\n")[0]!, 200)}`,
    ),
  );
  const names = schema.map((column) => String(column.column_name));
  const map = mapHeader(names, file, wishes);
  const types = schema.map((column) => String(column.column_type));
  for (const field of barFields) {
    const at = map[field];
    if (at !== undefined && !/INT|DOUBLE|FLOAT|DECIMAL/.test(types[at]!)) {
      refuse(`column "${names[at]}" of ${file} must hold numbers; it holds ${types[at]}`);
    }
  }
  return { file, from, names, map, time: timeExpression(identifier(names[map.ts]!), types[map.ts]!, file) };
}

/** Milliseconds since 1970 UTC from whatever the time column holds; epoch units are told by magnitude. */
export function timeExpression(name: string, type: string, file: string): string {
  if (type === "TIMESTAMP WITH TIME ZONE") return `epoch_ms(${name})::DOUBLE`;
  if (type.startsWith("TIMESTAMP") || type === "DATE") return `epoch_ms(${name}::TIMESTAMP)::DOUBLE`;
  if (type === "VARCHAR") return `epoch_ms(${name}::TIMESTAMPTZ)::DOUBLE`;
  if (!/INT|DOUBLE|FLOAT|DECIMAL/.test(type))
    refuse(`the time column ${name} of ${file} holds ${type}; give timestamps`);
  const x = `${name}::DOUBLE`;
  return (
    `CASE WHEN abs(${x}) < 1e11 THEN round(${x} * 1e3) WHEN abs(${x}) < 1e14 THEN round(${x}) ` +
    `WHEN abs(${x}) < 1e17 THEN round(${x} / 1e3) ELSE round(${x} / 1e6) END`
  );
}

/** The symbols in a file that has a column of them. */
async function symbolsOf(connection: DuckDBConnection, source: Source): Promise<string[] | undefined> {
  if (source.map.symbol === undefined) return undefined;
  const name = identifier(source.names[source.map.symbol]!);
  const rows = await rowsOf(
    connection,
    `SELECT ${name}::VARCHAR AS symbol FROM ${source.from} GROUP BY ALL ORDER BY ALL`,
  );
  return rows.map((row) => String(row.symbol));
}

async function readTable(
  connection: DuckDBConnection,
  source: Source,
  selection: ParquetSelection,
  symbol: string | undefined,
): Promise<Table> {
  const { names, map, time, file } = source;
  const where: string[] = [];
  if (symbol !== undefined) where.push(`${identifier(names[map.symbol!]!)} = ${literal(symbol)}`);
  if (selection.fromMs !== undefined) where.push(`${time} >= ${selection.fromMs}`);
  if (selection.toMs !== undefined) where.push(`${time} < ${selection.toMs}`);
  const from = `${source.from}${where.length > 0 ? ` WHERE ${where.join(" AND ")}` : ""}`;
  const told = (error: Error) =>
    refuse(`${file} cannot be read: ${printable(error.message.split("\n")[0]!, 200)}`);
  const counted = await rowsOf(connection, `SELECT count(*)::INTEGER AS rows FROM ${from}`).catch(told);
  const rows = Number(counted[0]!.rows);
  const known = columnNames.filter((name) => map[name] !== undefined);
  const expressions = known.map((name) => {
    const value = name === "ts" ? time : `${identifier(names[map[name]!]!)}::DOUBLE`;
    return `coalesce(${value}, 'NaN'::DOUBLE)`;
  });
  const read = await readColumns(connection, expressions, from, rows).catch(told);
  const columns = Object.fromEntries(known.map((name, k) => [name, read[k]!])) as Record<
    string,
    Float64Array
  >;
  columns.volume ??= sharedColumn(rows).fill(Number.NaN);
  refuseInfinity(columns as Columns, file);
  return { symbol, columns: columns as Columns, rowOf: (index) => index + 1, place: "row" };
}

function refuseInfinity(columns: Columns, file: string) {
  for (const name of columnNames) {
    const column = columns[name];
    for (let i = 0; i < column.length; i++) {
      const value = column[i]!;
      // Zero for every finite number: one comparison for nearly all values.
      if (value - value === 0) continue;
      if (value === value || name === "ts") {
        refuse(`${file} row ${i + 1}, column "${name}": ${value} is not a finite number`);
      }
      // The one bit pattern that JavaScript writes, so that equal content has an equal hash.
      column[i] = Number.NaN;
    }
  }
}
