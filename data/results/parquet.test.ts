import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { literal, rowsOf, withDuckdb } from "../duckdb.ts";
import { newFolder } from "../testing/bars.ts";
import { type ResultColumn, writeResults } from "./parquet.ts";

const columns: readonly ResultColumn[] = [
  { name: "variant", type: "integer" },
  { name: "sharpe", type: "number" },
  { name: "kind", type: { texts: ["it's", 'b"c', "ü"] } },
  { name: "short", type: "boolean" },
  { name: "from", type: "time" },
];

const read = (path: string, what = "*") =>
  withDuckdb((connection) => rowsOf(connection, `SELECT ${what} FROM read_parquet(${literal(path)})`));

async function* parts(...given: Float64Array[]) {
  for (const part of given) yield part;
}

test("rows come back typed, in their order, with NULL for what is not known", async () => {
  const path = join(newFolder(), "results.parquet");
  const first = Float64Array.of(3, 1.25, 0, 1, 0, 2, Number.NaN, 2, 0, Number.NaN);
  const rows = await writeResults(
    path,
    columns,
    parts(first, new Float64Array(0), Float64Array.of(9, 1e300, 1, 1, 86_400_000)),
  );
  expect(rows).toBe(3);
  expect(await read(path)).toEqual([
    { variant: 3n, sharpe: 1.25, kind: "it's", short: true, from: new Date(0) },
    { variant: 2n, sharpe: null, kind: "ü", short: false, from: null },
    { variant: 9n, sharpe: 1e300, kind: 'b"c', short: true, from: new Date(86_400_000) },
  ]);
});

test("many rows are joined of pieces, of which none stays", async () => {
  const folder = newFolder();
  const path = join(folder, "results.parquet");
  async function* many() {
    for (let k = 0; k < 200_000; k += 1_000) {
      yield Float64Array.from({ length: 5_000 }, (_, i) => (i % 5 === 0 ? k + i / 5 : i % 5 === 2 ? 1 : 0));
    }
  }
  expect(await writeResults(path, columns, many())).toBe(200_000);
  expect(readdirSync(folder)).toEqual(["results.parquet"]);
  const where =
    "count(*) FILTER (WHERE variant <> file_row_number)::INTEGER AS wrong, count(*)::INTEGER AS rows";
  const found = await withDuckdb((connection) =>
    rowsOf(connection, `SELECT ${where} FROM read_parquet(${literal(path)}, file_row_number = true)`),
  );
  expect(found).toEqual([{ wrong: 0, rows: 200_000 }]);
});

test("no rows make a table without any", async () => {
  const path = join(newFolder(), "results.parquet");
  expect(await writeResults(path, columns, parts())).toBe(0);
  expect(await read(path)).toEqual([]);
});

test("what cannot be written is refused, and an error leaves nothing behind", async () => {
  const folder = newFolder();
  const path = join(folder, "results.parquet");
  await expect(writeResults(join(folder, "x.csv"), columns, parts())).rejects.toThrow("must end in .parquet");
  await expect(writeResults(join(folder, "no", "x.parquet"), columns, parts())).rejects.toThrow(
    "does not exist",
  );
  writeFileSync(path, "old");
  async function* failing() {
    yield new Float64Array(5 * 100_000);
    throw new Error("torn");
  }
  await expect(writeResults(path, columns, failing())).rejects.toThrow("torn");
  expect(readdirSync(folder)).toEqual(["results.parquet"]);
  expect(existsSync(path)).toBe(true);
});
