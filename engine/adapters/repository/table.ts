import type { Connection, SqlRow, SqlValue } from "./connection.ts";

type ColumnType = "text" | "double precision";

/** A table whose rows are records: their fields are its columns, `sentMs` as `sent_ms`. */
export interface Table<Row> {
  readonly name: string;
  readonly columns: Readonly<Record<keyof Row & string, ColumnType>>;
  /** Fields that name a row within its session. */
  readonly key: readonly (keyof Row & string)[];
  /** Field by which rows are ordered, and asked for. */
  readonly time: keyof Row & string;
}

/**
 * The name of a field's column.
 *
 * @example
 * columnName("limitPrice") // => "limit_price"
 */
export const columnName = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Rows of one statement at most: values of all travel with it. */
const rowsMax = 5_000;

/** Writes rows of a session; those that are there already are written anew where `replaces`, else that is an error. */
export async function insertRows<Row extends object>(
  { query }: Pick<Connection, "query">,
  table: Table<Row>,
  session: string,
  rows: readonly Row[],
  replaces = false,
): Promise<void> {
  const fields = Object.keys(table.columns) as (keyof Row & string)[];
  const names = fields.map(columnName);
  const arrays = fields.map((field, k) => `$${k + 2}::${table.columns[field]}[]`);
  const keys = table.key.map(columnName);
  const rest = names.filter((name) => !keys.includes(name)).map((name) => `${name} = excluded.${name}`);
  const conflict = replaces
    ? ` on conflict (session, ${keys.join(", ")}) do update set ${rest.join(", ")}`
    : "";
  const sql =
    `insert into bot4.${table.name} (session, ${names.join(", ")}) ` +
    `select $1, * from unnest(${arrays.join(", ")})${conflict}`;
  for (let from = 0; from < rows.length; from += rowsMax) {
    const part = rows.slice(from, from + rowsMax);
    const columns = fields.map((field) => part.map((row) => row[field] as string | number | null));
    await query(sql, [session, ...columns]);
  }
}

/** A row of a table as its record. */
export function readRow<Row>({ columns }: Table<Row>, row: SqlRow): Row {
  const fields = Object.keys(columns).map((field) => [field, row[columnName(field)]]);
  return Object.fromEntries(fields) as Row;
}

/** Rows of a session that fit, in the order of time. */
export async function selectRows<Row>(
  { query }: Pick<Connection, "query">,
  table: Table<Row>,
  session: string,
  window: { readonly fromMs?: number; readonly toMs?: number; readonly limit?: number } = {},
  where: { readonly sql: string; readonly value: SqlValue } | undefined = undefined,
): Promise<readonly Row[]> {
  const values: SqlValue[] = [session];
  const conditions = ["session = $1"];
  const time = columnName(table.time);
  const add = (condition: string, value: SqlValue): void => {
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  if (window.fromMs !== undefined) add(`${time} >=`, window.fromMs);
  if (window.toMs !== undefined) add(`${time} <`, window.toMs);
  if (where) {
    values.push(where.value);
    conditions.push(where.sql.replace("?", `$${values.length}`));
  }
  const order = [...new Set([time, ...table.key.map(columnName)])].join(", ");
  let sql = `select * from bot4.${table.name} where ${conditions.join(" and ")} order by ${order}`;
  if (window.limit !== undefined) {
    values.push(window.limit);
    sql += ` limit $${values.length}`;
  }
  const rows = await query(sql, values);
  return rows.map((row) => readRow(table, row));
}
