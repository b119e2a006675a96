import type { DuckDBConnection } from "@duckdb/node-api";
import { type Columns, columnNames } from "../columns.ts";
import { literal, withDuckdb } from "../duckdb.ts";

/** Rows that DuckDB takes at a time. */
const chunkRows = 2048;

/** Writes rows [from, to) as a Parquet file with `ts` as a TIMESTAMP in UTC. */
export async function writeParquet(
  path: string,
  columns: Columns,
  from = 0,
  to = columns.ts.length,
): Promise<void> {
  await withDuckdb(async (connection) => {
    await fill(connection, columns, from, to);
    const values = columnNames.map((name) => (name === "ts" ? "make_timestamp_ms(ts::BIGINT) AS ts" : name));
    await connection.run(
      `COPY (SELECT ${values.join(", ")} FROM bars) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  });
}

/** Copies columns into a table `bars` of DOUBLEs by whole vectors, 20 times as fast as by values. */
async function fill(connection: DuckDBConnection, columns: Columns, from: number, to: number): Promise<void> {
  const { DOUBLE, DuckDBDataChunk } = await import("@duckdb/node-api");
  await connection.run(`CREATE TABLE bars (${columnNames.map((name) => `${name} DOUBLE`).join(", ")})`);
  const appender = await connection.createAppender("bars");
  for (let start = from; start < to; start += chunkRows) {
    const rows = Math.min(chunkRows, to - start);
    const chunk = DuckDBDataChunk.create(
      columnNames.map(() => DOUBLE),
      rows,
    );
    columnNames.forEach((name, k) => {
      const vector = chunk.getColumnVector(k) as unknown as { items: Float64Array; flush: () => void };
      vector.items.set(columns[name].subarray(start, start + rows));
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
