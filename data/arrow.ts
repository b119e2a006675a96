import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { DataType, type Table, tableFromIPC } from "apache-arrow";
import { refuse } from "../engine/core/errors.ts";
import { barFields } from "../engine/trade/bars.ts";
import { RowBuilder } from "./builder.ts";
import type { FileContent } from "./columns.ts";
import { printable } from "./csv/printable.ts";
import { epochToMs, parseTimeText } from "./csv/time.ts";
import { type ColumnWishes, type HeaderMap, mapHeader } from "./header.ts";

/**
 * Reads bars from an Arrow IPC file (Feather 2): one table for each value of a `symbol` column if there is one.
 * Throws a UserError on what is no such file, a column that is missing, or a value that is no number or time.
 */
export async function readArrow(
  path: string,
  options: { readonly columns?: ColumnWishes | undefined } = {},
): Promise<FileContent> {
  const file = basename(path);
  const bytes = await readFile(path);
  if (bytes.toString("latin1", 0, 6) !== "ARROW1") refuse(`${file} is not an Arrow IPC file (Feather 2)`);
  const table = parse(bytes, file);
  const map = mapHeader(
    table.schema.fields.map(({ name }) => name),
    file,
    options.columns,
  );
  refuseTypes(table, map, file);
  const builders = new Map<string | undefined, RowBuilder>();
  const at = timeReader(table, map.ts, file);
  const [open, high, low, close, volume] = barFields.map((field) => numberReader(table, map[field], file));
  const symbols = map.symbol === undefined ? undefined : table.getChildAt(map.symbol)!;
  for (let i = 0; i < table.numRows; i++) {
    const symbol = symbols === undefined ? undefined : String(symbols.get(i));
    let builder = builders.get(symbol);
    if (!builder) {
      builder = new RowBuilder();
      builders.set(symbol, builder);
    }
    builder.push(i + 1, at(i), open!(i), high!(i), low!(i), close!(i), volume!(i));
  }
  const tables = [...builders].map(([symbol, builder]) => ({
    symbol,
    place: "row" as const,
    ...builder.finish(),
  }));
  if (tables.length === 0) refuse(`${file} has no rows`);
  return { tables, notes: map.notes };
}

function parse(bytes: Uint8Array, file: string): Table {
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    const { message } = error as Error;
    const mend = /compress|codec/i.test(message) ? "; write it without compression" : "";
    return refuse(
      `${file} is not an Arrow file that can be read: ${printable(message.split("\n")[0]!, 200)}${mend}`,
    );
  }
}

function refuseTypes(table: Table, map: HeaderMap, file: string) {
  for (const field of barFields) {
    const at = map[field];
    const column = at === undefined ? undefined : table.schema.fields[at]!;
    if (column && !DataType.isFloat(column.type) && !DataType.isInt(column.type)) {
      refuse(`column "${column.name}" of ${file} must hold numbers; it holds ${column.type}`);
    }
  }
}

/** Reads a price or volume; what is null is NaN, and so is all of a column that is not there. */
function numberReader(table: Table, at: number | undefined, file: string): (row: number) => number {
  if (at === undefined) return () => Number.NaN;
  const column = table.getChildAt(at)!;
  const { name } = table.schema.fields[at]!;
  return (row) => {
    const value = column.get(row);
    const number = value === null ? Number.NaN : Number(value);
    if (Math.abs(number) === Number.POSITIVE_INFINITY) {
      refuse(`${file} row ${row + 1}, column "${name}": ${number} is not a finite number`);
    }
    return number;
  };
}

/** Reads a time in ms since 1970 UTC: timestamps and dates as they are, numbers by their magnitude, text as ISO. */
function timeReader(table: Table, at: number, file: string): (row: number) => number {
  const column = table.getChildAt(at)!;
  const { name, type } = table.schema.fields[at]!;
  return (row) => {
    const value: unknown = column.get(row);
    const bad = () => refuse(`${file} row ${row + 1}, column "${name}": "${value}" is not a time`);
    if (value === null) bad();
    if (typeof value === "string") return parseTimeText(value)?.ms ?? bad();
    const number = Number(value);
    if (!Number.isFinite(number)) bad();
    return DataType.isTimestamp(type) || DataType.isDate(type) ? Math.round(number) : epochToMs(number);
  };
}
