import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadDataset, loadDatasets } from "./load.ts";
import { sampleName } from "./sample.ts";

const shared = process.env.BOT4_SHARED ?? join(import.meta.dirname, "..", "..", "shared");
const present = existsSync(join(shared, "data")) || process.env.CI === "true";

test("the bundled sample is real and needs no import", async () => {
  const { bars, identity } = await loadDataset(sampleName);
  expect(identity).toMatchObject({
    name: "sample:SP500:1d",
    rows: 5105,
    synthetic: false,
    exchange: "sample",
  });
  expect(new Date(bars.ts[0]!).toISOString()).toBe("2000-01-03T00:00:00.000Z");
  expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
    1469.25, 1478, 1438.359985, 1455.219971, 931800000,
  ]);
  expect(bars.close.buffer).toBeInstanceOf(SharedArrayBuffer);
});

describe.skipIf(!present)(present ? "real bars" : "real bars: skipped, no shared data folder", () => {
  const folder = join(shared, "data", "bars");

  test("every file of the folder loads, with symbol, exchange and timeframe from its name and steps", async () => {
    const names: string[] = [];
    for (const file of readdirSync(folder)) {
      const datasets = await loadDatasets(join(folder, file), { allow: ["gaps"] });
      names.push(datasets[0]!.identity.name);
      if (datasets.length > 1) expect(datasets).toHaveLength(136);
    }
    expect(names).toContain("binance:BTCUSDT:1h");
    expect(names).toContain("binance:ETHUSDT-PERP:1m");
    expect(names).toContain("composite:BTCUSD:1d");
    expect(names).toContain("binance:1000SATSUSDT:4h");
  });
});
