import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { takeRows } from "./columns.ts";
import { loadDataset } from "./load.ts";
import { resampleBars } from "./resample.ts";
import { regularBars } from "./testing/bars.ts";
import { hasSharedData, onRealData, sharedData } from "./testing/shared-data.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const pick = (bars: ReturnType<typeof regularBars>, keep: (ts: number) => boolean) => ({
  ...bars,
  ...takeRows(
    bars,
    Array.from(bars.ts.keys()).filter((i) => keep(bars.ts[i]!)),
  ),
});

test("a period has the first open, the extremes, the last close and the sum of volume", () => {
  const hourly = regularBars(48);
  const { bars, notes } = resampleBars(hourly, "4h");
  expect(notes).toEqual([]);
  expect(bars).toMatchObject({ symbol: "TEST", timeframeMs: 4 * hourMs });
  expect(bars.ts).toHaveLength(12);
  const k = 5;
  const span = (column: Float64Array) => [...column.subarray(4 * k, 4 * k + 4)];
  expect(bars.ts[k]).toBe(hourly.ts[4 * k]);
  expect(bars.open[k]).toBe(hourly.open[4 * k]);
  expect(bars.high[k]).toBe(Math.max(...span(hourly.high)));
  expect(bars.low[k]).toBe(Math.min(...span(hourly.low)));
  expect(bars.close[k]).toBe(hourly.close[4 * k + 3]);
  expect(bars.volume[k]).toBe(span(hourly.volume).reduce((sum, x) => sum + x, 0));
});

test("periods that are not whole are left out at both ends, and said", () => {
  const { bars, notes } = resampleBars(regularBars(72, Date.UTC(2024, 0, 1, 6)), "1d");
  expect([...bars.ts]).toEqual([Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 3)]);
  expect(notes).toEqual([
    "the first period, 2024-01-01, is left out: 6 bars of it missing",
    "the last period, 2024-01-04, is left out: 18 bars of it missing",
  ]);
});

test("weeks begin on Monday; a week of five days is whole where the market closes at weekends", () => {
  const daily = regularBars(60, Date.UTC(2024, 0, 1), dayMs);
  const all = resampleBars(daily, "1w");
  expect(Array.from(all.bars.ts, (ts) => new Date(ts).getUTCDay())).toEqual(Array(8).fill(1));
  expect(all.notes).toEqual(["the last period, 2024-02-26, is left out: 3 bars of it missing"]);
  const weekdays = pick(
    daily,
    (ts) => ![0, 6].includes(new Date(ts).getUTCDay()) && ts < Date.UTC(2024, 1, 24),
  );
  const stocks = resampleBars(weekdays, "1w");
  expect(stocks.notes).toEqual([]);
  expect(stocks.bars.ts).toHaveLength(8);
  expect(stocks.bars.close[7]).toBe(weekdays.close[weekdays.close.length - 1]);
});

test("missing bars within a period are not there, and cells that are not known change nothing", () => {
  const hourly = pick(regularBars(48), (ts) => ts !== Date.UTC(2024, 0, 1, 12));
  hourly.open[0] = hourly.high[1] = hourly.low[2] = hourly.close[22] = hourly.volume[3] = Number.NaN;
  const { bars } = resampleBars(hourly, "1d");
  expect(bars.ts).toHaveLength(2);
  expect(bars.open[0]).toBe(hourly.open[1]);
  expect(bars.close[0]).toBe(hourly.close[21]);
  expect([...bars.high, ...bars.low, ...bars.volume].every(Number.isFinite)).toBe(true);
});

test("what cannot be made is refused", () => {
  const hourly = regularBars(48);
  expect(() => resampleBars(hourly, "90m")).toThrow(
    'timeframe must be a multiple of the 1h of TEST; was "90m"',
  );
  expect(() => resampleBars(hourly, "1h")).toThrow("must be a multiple");
  expect(() => resampleBars(hourly, "1w")).toThrow("TEST has no complete period of 1w");
  const twice = { ...hourly, ...takeRows(hourly, [0, 1, 1, 2]) };
  expect(() => resampleBars(twice, "4h")).toThrow("TEST has 1 repeated bar");
});

describe.skipIf(!hasSharedData)(onRealData("real bars"), () => {
  test.each(["btc", "eth", "xrp"])(
    "%s: days made of hours are the exchange's own, but for those with outages",
    async (coin) => {
      const load = (timeframe: string) =>
        loadDataset(join(sharedData, "bars", `${coin}usdt-binance-${timeframe}.parquet`), {
          allow: ["gaps"],
        });
      const [hourly, daily] = [(await load("1h")).bars, (await load("1d")).bars];
      const { bars } = resampleBars(hourly, "1d");
      let equal = 0;
      for (let i = 0; i < bars.ts.length; i++) {
        const j = daily.ts.indexOf(bars.ts[i]!);
        if (j < 0) continue;
        const same = (["open", "high", "low", "close"] as const).every(
          (field) => bars[field][i] === daily[field][j],
        );
        if (same && Math.abs(bars.volume[i]! / daily.volume[j]! - 1) < 1e-9) equal++;
      }
      expect(bars.ts.length).toBeGreaterThan(1820);
      expect(bars.ts.length - equal).toBeLessThanOrEqual(10);
    },
  );
});
