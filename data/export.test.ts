import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DateDay,
  Float64,
  Int64,
  Table,
  TimestampMicrosecond,
  TimestampSecond,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from "apache-arrow";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readArrow } from "./arrow.ts";
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

test.each(["csv", "parquet", "arrow", "feather"])("%s gives back the same bits", async (format) => {
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

test("Arrow files of others: other units of time, symbols, nulls, and what is refused", async () => {
  const write = (name: string, table: Table) => {
    writeFileSync(join(folder, name), tableToIPC(table, "file"));
    return join(folder, name);
  };
  const prices = { open: [1, 2], high: [2, 3], low: [1, 1], close: [1.5, null] };
  const columns = Object.fromEntries(
    Object.entries(prices).map(([name, values]) => [name, vectorFromArray(values, new Float64())]),
  );
  const times = [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)];
  for (const type of [new TimestampMicrosecond(), new TimestampSecond(), new DateDay()]) {
    const date = vectorFromArray(times, type);
    const path = write("desk-XYZ.arrow", new Table({ date, ...columns }));
    const { tables, notes } = await readArrow(path);
    expect([...tables[0]!.columns.ts], String(type)).toEqual(times);
    expect([...tables[0]!.columns.close]).toEqual([1.5, Number.NaN]);
    expect(notes).toEqual(["desk-XYZ.arrow has no volume column; volume is not known"]);
  }
  const ns = vectorFromArray(
    times.map((ms) => BigInt(ms) * 1_000_000n),
    new Int64(),
  );
  const symbol = vectorFromArray(["A", "B"]);
  const two = (await readArrow(write("two.arrow", new Table({ ts: ns, symbol, ...columns })))).tables;
  expect(two.map((table) => [table.symbol, ...table.columns.ts])).toEqual([
    ["A", times[0]],
    ["B", times[1]],
  ]);
  const text = new Table({ ts: ns, ...columns, close: symbol });
  await expect(readArrow(write("text.arrow", text))).rejects.toThrow(
    'column "close" of text.arrow must hold numbers',
  );
  writeFileSync(join(folder, "no.arrow"), "time,open\n");
  await expect(readArrow(join(folder, "no.arrow"))).rejects.toThrow("no.arrow is not an Arrow IPC file");
  writeFileSync(join(folder, "cut.arrow"), readFileSync(join(folder, "two.arrow")).subarray(0, 300));
  await expect(readArrow(join(folder, "cut.arrow"))).rejects.toThrow("cut.arrow");
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
  await expect(exportBars(bars, path)).rejects.toThrow(
    `${path} cannot be written: the folder ${join(folder, "none")} does not exist`,
  );
  expect(existsSync(path)).toBe(false);
  await expect(exportBars(bars, folder, "csv")).rejects.toThrow("it is no ordinary file");
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect(() => formatOf("x.xlsx")).toThrow("x.xlsx must end in .csv, .parquet or .arrow");
});
