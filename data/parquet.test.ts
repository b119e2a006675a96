import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { literal, withDuckdb } from "./duckdb.ts";
import { loadDataset, loadDatasets, symbolsHeld } from "./load.ts";
import { readParquet } from "./parquet.ts";
import { newFolder } from "./testing/bars.ts";

const folder = newFolder();

/** A Parquet file from a query. */
async function parquet(query: string, name = "test.parquet"): Promise<string> {
  const path = join(folder, name);
  await withDuckdb((connection) => connection.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet)`));
  return path;
}
const prices = "1.5 AS open, 2.5 AS high, 1 AS low, 2 AS close, 10 AS volume";
const hour = (time: string) => parquet(`SELECT ${time} AS ts, ${prices} FROM range(3) t(i)`);
const start = Date.UTC(2024, 0, 1);

describe("times", () => {
  test.each([
    ["TIMESTAMP", "TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR"],
    ["TIMESTAMPTZ", "(TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR) AT TIME ZONE 'UTC'"],
    ["TIMESTAMP_NS", "(TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR)::TIMESTAMP_NS"],
    ["TIMESTAMP_S", "(TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR)::TIMESTAMP_S"],
    ["seconds", "1704067200 + i * 3600"],
    ["milliseconds", "1704067200000 + i * 3600000"],
    ["microseconds", "(1704067200000000 + i * 3600000000)::DOUBLE"],
    ["nanoseconds", "1704067200000000000 + i * 3600000000000"],
    ["text", "'2024-01-01 0' || i || ':00:00+00'"],
  ])("as %s", async (_, expression) => {
    const { tables } = await readParquet([await hour(expression)]);
    expect([...tables[0]!.columns.ts]).toEqual([0, 1, 2].map((i) => start + i * 3_600_000));
  });

  test("as dates", async () => {
    const { tables } = await readParquet([await hour("DATE '2024-01-01' + i::INTEGER")]);
    expect([...tables[0]!.columns.ts]).toEqual([0, 1, 2].map((i) => start + i * 86_400_000));
  });
});

test("NULL becomes NaN, whole numbers and decimals become float64, and no volume is said", async () => {
  const path = await parquet(
    "SELECT 1704067200 + i * 3600 AS time, i AS o, CASE WHEN i = 1 THEN NULL ELSE 3.25::DECIMAL(9, 4) END AS h, 1 AS l, 2::FLOAT AS c FROM range(3) t(i)",
  );
  const { tables, notes } = await readParquet([path], {}, "test.parquet");
  const { open, high, volume } = tables[0]!.columns;
  expect([[...open], [...high]]).toEqual([
    [0, 1, 2],
    [3.25, Number.NaN, 3.25],
  ]);
  expect([...volume]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(notes).toEqual(["test.parquet has no volume column; volume is not known"]);
});

test("a column of symbols gives a data set each, or those asked for", async () => {
  const query = `SELECT 'S' || (i % 3) AS symbol, 1704067200 + (i // 3) * 3600 AS ts, i + 1.0 AS open, i + 2 AS high, i + 0.5 AS low, i + 1 AS close, 1 AS volume FROM range(30) t(i)`;
  const path = await parquet(query, "panel.parquet");
  const all = await loadDatasets(path);
  expect(await symbolsHeld(path)).toEqual(["S0", "S1", "S2"]);
  expect(all.map(({ identity }) => identity.name)).toEqual(["file:S0:1h", "file:S1:1h", "file:S2:1h"]);
  expect([...all[1]!.bars.open].slice(0, 3)).toEqual([2, 5, 8]);
  const two = await loadDatasets(path, {
    symbols: ["S2", "S0"],
    fromMs: start + 3_600_000,
    toMs: start + 3 * 3_600_000,
  });
  expect(two.map(({ bars }) => [bars.symbol, bars.ts.length])).toEqual([
    ["S0", 2],
    ["S2", 2],
  ]);
  expect(await loadDatasets(path, { symbols: ["X"] })).toEqual([]);
  await expect(loadDataset(path, { symbols: ["X"] })).rejects.toThrow(`${path} holds none of the symbols X`);
  await expect(loadDataset(path)).rejects.toThrow("holds 3 symbols (S0, S1, S2); choose with --symbols");
});

describe("what cannot be read is told", () => {
  test.each([
    [
      `SELECT 1704067200 AS ts, 1.5 AS open, 2 AS high, 1 AS low, 2 AS clsoe`,
      'unknown column "clsoe" in test.parquet; did you mean "close"?',
    ],
    [
      `SELECT 1704067200 AS ts, 'x' AS open, 2 AS high, 1 AS low, 2 AS close`,
      'column "open" of test.parquet must hold numbers; it holds VARCHAR',
    ],
    [`SELECT true AS ts, ${prices}`, "holds BOOLEAN; give timestamps"],
    [`SELECT 'soon' AS ts, ${prices}`, "test.parquet cannot be read: Conversion Error: invalid timestamp"],
    [`SELECT NULL::BIGINT AS ts, ${prices}`, 'test.parquet row 1, column "ts": NaN is not a finite number'],
    [
      `SELECT 1704067200 AS ts, 'inf'::DOUBLE AS open, 2 AS high, 1 AS low, 2 AS close`,
      'row 1, column "open": Infinity is not a finite number',
    ],
  ])("%s", async (query, message) => {
    await expect(readParquet([await parquet(query)], {}, "test.parquet")).rejects.toThrow(message);
  });

  test("other files, one bar, none", async () => {
    const other = join(folder, "x.parquet");
    writeFileSync(other, "time,open\n");
    await expect(loadDatasets(other)).rejects.toThrow("x.parquet is not a Parquet file");
    const one = await parquet(`SELECT 1704067200 AS ts, ${prices}`, "one.parquet");
    await expect(loadDatasets(one)).rejects.toThrow(
      "one.parquet holds one bar, from which no timeframe follows; give --timeframe",
    );
    expect((await loadDatasets(one, { timeframe: "1h" }))[0]!.identity).toMatchObject({
      name: "file:ONE:1h",
      rows: 1,
    });
    await expect(loadDatasets(one, { timeframe: "1h", toMs: 0 })).rejects.toThrow("no bars in the period");
  });
});
