import { createHash } from "node:crypto";
import { type BarField, barFields } from "../engine/trade/bars.ts";

/** Names of the six columns of every bar table, in the order in which they are stored and hashed. */
export const columnNames = ["ts", ...barFields] as const;
export type ColumnName = (typeof columnNames)[number];

/** Columns of equal length as they were stored: `ts` may still hold duplicates or disorder. */
export type Columns = Readonly<Record<"ts" | BarField, Float64Array>>;

/** A zeroed column on memory that workers can share without a copy. */
export function sharedColumn(rows: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(rows * 8));
}

/** Zeroed columns of a given length on shared memory. */
export function sharedColumns(rows: number): Columns {
  return mapColumns(() => sharedColumn(rows));
}

/** Columns made one by one from their names. */
export function mapColumns(make: (name: ColumnName) => Float64Array): Columns {
  const columns: Partial<Record<ColumnName, Float64Array>> = {};
  for (const name of columnNames) columns[name] = make(name);
  return columns as Columns;
}

/** The rows of `index`, in its order, on new shared memory. */
export function takeRows(columns: Columns, index: ArrayLike<number>): Columns {
  return mapColumns((name) => {
    const from = columns[name];
    const to = sharedColumn(index.length);
    for (let i = 0; i < index.length; i++) to[i] = from[index[i]!]!;
    return to;
  });
}

/** Rows [from, to) on new shared memory. */
export function sliceRows(columns: Columns, from: number, to: number): Columns {
  return mapColumns((name) => {
    const column = sharedColumn(Math.max(0, to - from));
    column.set(columns[name].subarray(from, to));
    return column;
  });
}

/** One table after the other. */
export function concatRows(parts: readonly Columns[]): Columns {
  const rows = parts.reduce((sum, part) => sum + part.ts.length, 0);
  return mapColumns((name) => {
    const column = sharedColumn(rows);
    let offset = 0;
    for (const part of parts) {
      column.set(part[name], offset);
      offset += part.ts.length;
    }
    return column;
  });
}

/**
 * sha256 over the little-endian float64 values of the columns, one column after the other in the order of
 * {@link columnNames}. Equal content has an equal hash, whatever file it came from.
 */
export function hashColumns(columns: Columns): string {
  const hash = createHash("sha256");
  for (const name of columnNames) hash.update(bytesOf(columns[name]));
  return hash.digest("hex");
}

/** The bytes of a column. The stored format is little-endian, as is every machine that Node runs on. */
export function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** A table under the symbol that its file gives; undefined where the file names none. */
export interface Table {
  readonly symbol: string | undefined;
  readonly columns: Columns;
  /** Line or row of the file (1 is the first) that table row `i` came from. */
  readonly rowOf: (index: number) => number;
  /** What `rowOf` counts. */
  readonly place: "line" | "row";
}

/** What a reader of files gives: one table a symbol, and remarks that a user should see. */
export interface FileContent {
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
  /** All symbols of the file, where it has a column of them and the tables may be those of some. */
  readonly symbols?: readonly string[];
}
