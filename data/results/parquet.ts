import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { explainWrite, publish } from "../catalog/files.ts";
import { removedOnExit } from "../catalog/on-exit.ts";
import { identifier, literal, withDuckdb } from "../duckdb.ts";
import { checkResultsPath } from "./path.ts";

/** A column of results. Rows hold numbers: of a text its place in the list, of yes and no 1 and 0, of a time its ms. */
export interface ResultColumn {
  readonly name: string;
  readonly type: "integer" | "number" | "boolean" | "time" | { readonly texts: readonly string[] };
}

/** Rows that are held in memory at a time, and that make a row group of the file. */
const groupRows = 65_536;
/** Rows that DuckDB takes at a time. */
const chunkRows = 2_048;

/**
 * Writes rows, given in parts of any length (row by row, a number a column), as a Parquet file: whole or not at all, in
 * their order, in memory that does not grow with their number. NaN becomes NULL. Throws a UserError where it cannot be
 * written. Returns the number of rows.
 */
export async function writeResults(
  path: string,
  columns: readonly ResultColumn[],
  parts: AsyncIterable<Float64Array> | Iterable<Float64Array>,
): Promise<number> {
  checkResultsPath(path);
  const drafts = `${path}.${process.pid}.part`;
  try {
    return await removedOnExit(drafts, async () => {
      await mkdir(drafts);
      const whole = join(drafts, "whole.parquet");
      const rows = await withDuckdb(async (connection) => {
        const pieces: string[] = [];
        const written = await writePieces(connection, columns, parts, (k) => {
          pieces.push(join(drafts, `${k}.parquet`));
          return pieces.at(-1)!;
        });
        await joinPieces(connection, pieces, whole);
        return written;
      });
      await publish(whole, path);
      return rows;
    });
  } catch (error) {
    throw explainWrite(error, path);
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}

async function writePieces(
  connection: DuckDBConnection,
  columns: readonly ResultColumn[],
  parts: AsyncIterable<Float64Array> | Iterable<Float64Array>,
  pathOf: (k: number) => string,
): Promise<number> {
  const width = columns.length;
  const group = new Float64Array(groupRows * width);
  let [held, written, pieces] = [0, 0, 0];
  const flush = async (): Promise<void> => {
    await fill(connection, group, width, held);
    const select = columns.map(({ name, type }, k) => `${expression(`c${k}`, type)} AS ${identifier(name)}`);
    const to = `${literal(pathOf(pieces++))} (FORMAT parquet, COMPRESSION zstd)`;
    await connection.run(`COPY (SELECT ${select.join(", ")} FROM rows) TO ${to}`);
    written += held;
    held = 0;
  };
  for await (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const count = Math.min(part.length - from, (groupRows - held) * width);
      group.set(part.subarray(from, from + count), held * width);
      held += count / width;
      from += count;
      if (held === groupRows) await flush();
    }
  }
  if (held > 0 || written === 0) await flush();
  return written;
}

/** Fills a table `rows` of DOUBLEs by whole vectors. */
async function fill(
  connection: DuckDBConnection,
  group: Float64Array,
  width: number,
  rows: number,
): Promise<void> {
  const { DOUBLE, DuckDBDataChunk } = await import("@duckdb/node-api");
  const types = Array.from({ length: width }, () => DOUBLE);
  await connection.run(`CREATE OR REPLACE TABLE rows (${types.map((_, k) => `c${k} DOUBLE`).join(", ")})`);
  const appender = await connection.createAppender("rows");
  for (let start = 0; start < rows; start += chunkRows) {
    const count = Math.min(chunkRows, rows - start);
    const chunk = DuckDBDataChunk.create(types, count);
    for (let k = 0; k < width; k++) {
      const vector = chunk.getColumnVector(k) as unknown as { items: Float64Array; flush: () => void };
      for (let i = 0; i < count; i++) vector.items[i] = group[(start + i) * width + k]!;
      vector.flush();
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function expression(column: string, type: ResultColumn["type"]): string {
  const known = (value: string): string => `CASE WHEN isnan(${column}) THEN NULL ELSE ${value} END`;
  if (typeof type === "object") {
    return known(`[${type.texts.map(literal).join(", ")}][${column}::BIGINT + 1]`);
  }
  const values = {
    integer: `${column}::BIGINT`,
    number: column,
    boolean: `${column} <> 0`,
    time: `make_timestamp_ms(${column}::BIGINT)`,
  } as const;
  return known(values[type]);
}

/** One file of all pieces, row group by row group. */
async function joinPieces(
  connection: DuckDBConnection,
  pieces: readonly string[],
  path: string,
): Promise<void> {
  if (pieces.length === 1) return rename(pieces[0]!, path);
  const from = `read_parquet([${pieces.map(literal).join(", ")}])`;
  await connection.run(`COPY (SELECT * FROM ${from}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
}
