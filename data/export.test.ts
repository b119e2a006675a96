import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashColumns } from "./columns.ts";
import { rowsOf, withDuckdb } from "./duckdb.ts";
import { exportBars, formatOf } from "./export.ts";
import { loadDataset } from "./load.ts";
import { newFolder, regularBars } from "./testing/bars.ts";

const folder = newFolder();
const bars = regularBars(30_000);
bars.close[5] = 0.1 + 0.2;
bars.open[6] = 1.7976931348623157e308;
bars.low[7] = 5e-324;
bars.volume[8] = Number.NaN;

test.each(["csv", "parquet"])("%s gives back the same bits", async (format) => {
  const path = join(folder, `TEST-1h.${format}`);
  await exportBars(bars, path);
  const loaded = await loadDataset(path, { unchecked: true });
  expect(hashColumns(loaded.bars)).toBe(hashColumns(bars));
  expect(loaded.identity).toMatchObject({ name: "file:TEST:1h", rows: 30_000 });
});

test("any float64 goes through CSV and Parquet unchanged", async () => {
  const double = fc.double({ noDefaultInfinity: true });
  await fc.assert(
    fc.asyncProperty(fc.array(double, { minLength: 5, maxLength: 40 }), async (values) => {
      const odd = regularBars(values.length);
      odd.close.set(values);
      for (const format of ["csv", "parquet"]) {
        const path = join(folder, `ODD-1h.${format}`);
        await exportBars(odd, path);
        const { bars: loaded } = await loadDataset(path, { unchecked: true });
        values.forEach((value, i) => {
          // CSV writes -0 as 0, the same number.
          expect(loaded.close[i] === value || (loaded.close[i] !== loaded.close[i] && value !== value)).toBe(
            true,
          );
        });
      }
    }),
    { numRuns: 25 },
  );
});

test("Arrow IPC holds timestamps in UTC and float64", async () => {
  const path = join(folder, "test.feather");
  await exportBars(bars, path);
  const table = tableFromIPC(readFileSync(path));
  expect(table.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "timestamp Timestamp<MILLISECOND, UTC>",
    ...["open", "high", "low", "close", "volume"].map((name) => `${name} Float64`),
  ]);
  expect(readFileSync(path).subarray(0, 6).toString()).toBe("ARROW1");
  expect(table.getChild("close")!.toArray()).toEqual(bars.close);
  expect(table.getChild("timestamp")!.get(1)).toBe(bars.ts[1]);
});

test("Parquet is what DuckDB reads as timestamps and doubles", async () => {
  const path = join(folder, "TEST-1h.parquet");
  await exportBars(bars, path);
  const schema = await withDuckdb((connection) => rowsOf(connection, `DESCRIBE SELECT * FROM '${path}'`));
  expect(schema.map((row) => row.column_type)).toEqual([
    "TIMESTAMP",
    "DOUBLE",
    "DOUBLE",
    "DOUBLE",
    "DOUBLE",
    "DOUBLE",
  ]);
});

test("a file appears whole or not at all", async () => {
  const path = join(folder, "none", "x.csv");
  await expect(exportBars(bars, path)).rejects.toThrow();
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect(() => formatOf("x.xlsx")).toThrow("x.xlsx must end in .csv, .parquet or .arrow");
});
