import type { DuckDBConnection } from "@duckdb/node-api";
import { refuse } from "../engine/core/errors.ts";
import { sharedColumn } from "./columns.ts";

/** Runs `work` with a connection to a database in memory, closed afterwards whatever happens. */
export async function withDuckdb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  // Loaded on first use: the library costs 60 ms that `bot4 --help` need not pay.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    // Text that names no zone is UTC on every machine, not the machine's own time.
    await connection.run("SET TimeZone = 'UTC'");
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A string as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Rows of a query as objects with strings, numbers and booleans; for small results. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS();
}

/**
 * Streams a query of DOUBLE columns without NULLs into Float64Arrays on shared memory.
 * The caller casts in SQL and knows the number of rows; raw vectors would hold garbage where SQL has NULL.
 */
export async function readColumns(
  connection: DuckDBConnection,
  expressions: readonly string[],
  from: string,
  rows: number,
): Promise<Float64Array[]> {
  const columns = expressions.map(() => sharedColumn(rows));
  const result = await connection.stream(`SELECT ${expressions.join(", ")} FROM ${from}`);
  let offset = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    for (let k = 0; k < columns.length; k++) {
      const vector = chunk.getColumnVector(k) as unknown as { items: Float64Array };
      columns[k]!.set(vector.items.subarray(0, chunk.rowCount), offset);
    }
    offset += chunk.rowCount;
  }
  if (offset !== rows)
    refuse(`the data changed while it was read: ${offset} rows came where ${rows} were counted`);
  return columns;
}
