import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { refuse, suggest } from "../engine/core/errors.ts";
import type { Tape } from "../engine/trade/tape.ts";
import { bytesOf } from "./columns.ts";
import { printable } from "./csv/printable.ts";
import { identifier, literal, readColumns, rowsOf, withDuckdb } from "./duckdb.ts";
import { checkTrades, decimalsOf, gapNotes, type TimeUnit } from "./tape-check.ts";
import { findTapeColumns, type TapeColumns } from "./tape-columns.ts";

export type { TimeUnit } from "./tape-check.ts";

/** What a tape is read for. */
export interface TapeOptions {
  /** Symbols of the run; a tape without a column of symbols must be of the only one. */
  readonly symbols: readonly string[];
  /** Unit of numeric times; told by their size unless given. */
  readonly unit?: TimeUnit | undefined;
}

/**
 * Reads trades (`ts, price, quantity[, symbol]`, in any usual spelling) from a CSV or Parquet file, gzipped CSV too.
 * Throws a UserError that names file, row, value and mend for what is no tape: trades out of order, prices or quantities
 * that are not above 0, a symbol that the run needs and the tape lacks.
 */
export async function readTape(path: string, options: TapeOptions): Promise<Tape> {
  const file = basename(path);
  if (!existsSync(path)) refuse(`--trades must be a file that exists; was "${path}"`);
  if (statSync(path).size === 0) {
    refuse(
      `${file} must hold trades; it is empty (0 bytes); give rows of ts, price and quantity under a header`,
    );
  }
  return withDuckdb(async (connection) => {
    const from = /\.parquet$/i.test(path)
      ? `read_parquet(${literal(path)})`
      : `read_csv(${literal(path)}, all_varchar = true, header = true)`;
    const told = (error: Error): never =>
      refuse(
        `${file} is no CSV or Parquet file of trades that can be read: ${printable(error.message.split("\n")[0]!, 200)}`,
      );
    const schema = await rowsOf(connection, `DESCRIBE SELECT * FROM ${from}`).catch(told);
    const columns = findTapeColumns(
      schema.map((row) => String(row.column_name)),
      file,
    );
    const types = new Map(schema.map((row) => [String(row.column_name), String(row.column_type)]));
    const [counted] = await rowsOf(connection, `SELECT count(*)::INTEGER AS rows FROM ${from}`).catch(told);
    const rows = Number(counted!.rows);
    if (rows === 0) refuse(`${file} has a header and no trades`);
    const found = await symbolsOf(connection, from, columns, file, options);
    const [ts, price, quantity, symbol] = (await readColumns(
      connection,
      [
        timeOf(columns.ts, types.get(columns.ts)!, options.unit),
        numberOf(columns.price),
        numberOf(columns.quantity),
        symbolOf(columns.symbol, found),
      ],
      from,
      rows,
    ).catch(told)) as [Float64Array, Float64Array, Float64Array, Float64Array];
    const cell = async (row: number, name: string) => {
      const [at] = await rowsOf(
        connection,
        `SELECT ${identifier(name)}::VARCHAR AS cell FROM ${from} LIMIT 1 OFFSET ${row}`,
      );
      return at?.cell === null ? "" : String(at?.cell);
    };
    await checkTrades({ file, columns, ts, price, quantity, cell, unit: options.unit });
    const identity = identityOf(path, found, ts, [price, quantity, symbol]);
    const index = Uint16Array.from(symbol);
    const decimals = decimalsOf(found.length, index, price, quantity);
    return { symbols: found, ts, price, quantity, symbol: index, decimals, identity };
  });
}

/** The symbols of a tape, in the order of their names; those of the run must be among them. */
async function symbolsOf(
  connection: DuckDBConnection,
  from: string,
  { symbol }: TapeColumns,
  file: string,
  { symbols }: TapeOptions,
): Promise<string[]> {
  if (symbol === undefined) {
    if (symbols.length === 1) return [...symbols];
    refuse(`${file} has no column of symbols, and the run has ${symbols.join(", ")}; add a column "symbol"`);
  }
  const name = identifier(symbol);
  const rows = await rowsOf(
    connection,
    `SELECT DISTINCT ${name}::VARCHAR AS symbol FROM ${from} ORDER BY ALL`,
  );
  const found = rows.map((row) => String(row.symbol ?? ""));
  for (const each of symbols) {
    if (found.includes(each)) continue;
    const has = found.length === 0 ? "none" : found.slice(0, 8).join(", ");
    refuse(`${file}: no trades of "${each}"${suggest(each, found) || `; it has ${has}`}`);
  }
  if (found.length > 65_535) refuse(`${file} must be of at most 65,535 symbols; it is of ${found.length}`);
  return found;
}

const powers: Readonly<Record<TimeUnit, string>> = { s: "* 1e3", ms: "", us: "/ 1e3", ns: "/ 1e6" };

/** Milliseconds since 1970 UTC from a column of times; whole ones, rounded down, so that none comes too soon for its order. */
function timeOf(name: string, type: string, unit: TimeUnit | undefined): string {
  const column = identifier(name);
  const unknown = "'NaN'::DOUBLE";
  if (/^TIMESTAMP|^DATE/.test(type)) return `coalesce(epoch_ms(${column}::TIMESTAMP)::DOUBLE, ${unknown})`;
  const x = `TRY_CAST(${column} AS DOUBLE)`;
  const epoch =
    unit === undefined
      ? `CASE WHEN abs(${x}) < 1e11 THEN ${x} * 1e3 WHEN abs(${x}) < 1e14 THEN ${x} ` +
        `WHEN abs(${x}) < 1e17 THEN ${x} / 1e3 ELSE ${x} / 1e6 END`
      : `${x} ${powers[unit]}`;
  const text = type === "VARCHAR" ? `epoch_ms(TRY_CAST(${column} AS TIMESTAMPTZ))::DOUBLE` : "NULL::DOUBLE";
  return `coalesce(floor(${epoch}), ${text}, ${unknown})`;
}

const numberOf = (name: string): string => `coalesce(TRY_CAST(${identifier(name)} AS DOUBLE), 'NaN'::DOUBLE)`;

function symbolOf(name: string | undefined, found: readonly string[]): string {
  if (name === undefined) return "0::DOUBLE";
  const list = `[${found.map(literal).join(", ")}]`;
  return `coalesce(list_position(${list}, coalesce(${identifier(name)}::VARCHAR, '')) - 1, 0)::DOUBLE`;
}

/** Equal trades have an equal hash, whatever file they came from. */
function identityOf(
  path: string,
  symbols: readonly string[],
  ts: Float64Array,
  columns: readonly Float64Array[],
): Tape["identity"] {
  const hash = createHash("sha256").update(JSON.stringify(symbols));
  for (const column of [ts, ...columns]) hash.update(bytesOf(column));
  return {
    name: basename(path),
    symbol: symbols.join(", "),
    exchange: "",
    timeframe: "trades",
    source: basename(path),
    sha256: hash.digest("hex"),
    rows: ts.length,
    fromMs: ts[0]!,
    toMs: ts[ts.length - 1]!,
    synthetic: false,
    allowed: [],
    notes: gapNotes(ts),
    role: "tape",
  };
}
