import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import type { Trade } from "../../engine/run/result.ts";
import {
  dailyEquity,
  dailyReturns,
  datedDrawdowns,
  equityOf,
  excursionsOf,
  histogramOf,
  holdingBars,
  metricRows,
  monthlyReturns,
  quantilePlotOf,
  returnsOf,
  rollingBeta,
  rollingSharpe,
  rollingVolatility,
  streaksOf,
  tradesByExit,
  tradesByHour,
  tradesByMonth,
  tradesBySide,
  tradesBySymbol,
  tradesByWeekday,
  underwaterOf,
  yearlyReturns,
} from "./index.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 2024-01-01, a Monday. */
const monday = Date.UTC(2024, 0, 1);

function tradeOf(over: Partial<Trade>): Trade {
  return {
    symbol: "A",
    side: "long",
    entryIndex: 0,
    exitIndex: 1,
    entryTs: monday,
    exitTs: monday,
    entryPrice: 100,
    exitPrice: 101,
    quantity: 1,
    fees: 0,
    pnl: 1,
    return: 0.01,
    mae: -0.02,
    mfe: 0.03,
    exitReason: "signal",
    open: false,
    ...over,
  };
}

describe("groups of trades", () => {
  const trades = [
    tradeOf({ pnl: 2, return: 0.02, exitReason: "take-profit", entryTs: monday + 3 * hourMs, exitIndex: 5 }),
    tradeOf({ pnl: -1, return: -0.01, exitReason: "stop", symbol: "B", side: "short", exitIndex: 3 }),
    tradeOf({ pnl: 0, return: 0, exitTs: monday + 31 * dayMs, entryTs: monday - dayMs, exitIndex: 9 }),
    tradeOf({ pnl: 99, open: true }),
  ];

  test("by exit, symbol and side, closed trades alone, in the order of their exits", () => {
    const byExit = tradesByExit(trades);
    expect(byExit.map(({ key, trades: n, profit }) => [key, n, profit])).toEqual([
      ["stop", 1, -1],
      ["take-profit", 1, 2],
      ["signal", 1, 0],
    ]);
    expect(byExit[1]).toMatchObject({
      winRate: 1,
      averageProfit: 2,
      averageReturn: 0.02,
      averageLoss: Number.NaN,
    });
    expect(tradesBySymbol(trades).map(({ key, winRate }) => [key, winRate])).toEqual([
      ["B", 0],
      ["A", 0.5],
    ]);
    expect(tradesBySide(trades).map(({ key }) => key)).toEqual(["short", "long"]);
  });

  test("by hour and weekday, with those that have none", () => {
    const byHour = tradesByHour(trades);
    expect(byHour).toHaveLength(24);
    expect(byHour.filter(({ trades: n }) => n > 0).map(({ key, trades: n }) => [key, n])).toEqual([
      ["00", 2],
      ["03", 1],
    ]);
    expect(byHour[5]).toMatchObject({ trades: 0, profit: 0, winRate: Number.NaN });
    expect(tradesByWeekday(trades).map(({ key, trades: n }) => `${key} ${n}`)).toEqual([
      "Mon 2",
      "Tue 0",
      "Wed 0",
      "Thu 0",
      "Fri 0",
      "Sat 0",
      "Sun 1",
    ]);
  });

  test("by month of exit", () => {
    expect(tradesByMonth(trades).map(({ key, trades: n }) => [key, n])).toEqual([
      ["2024-01", 2],
      ["2024-02", 1],
    ]);
  });

  test("excursions, holding times and streaks", () => {
    expect(excursionsOf(trades)).toHaveLength(3);
    expect(excursionsOf(trades)[1]).toEqual({ trade: 1, mae: -0.02, mfe: 0.03, return: -0.01, won: false });
    expect(holdingBars(trades)).toEqual(Float64Array.of(3, 5, 9));
    const results = [1, 1, -1, 0, -1, -2, -3, 5, 5, 5, 0, 0, 4];
    const list = results.map((pnl, i) => tradeOf({ pnl, exitIndex: i }));
    expect(streaksOf(list)).toEqual({ wins: [0, 1, 1, 1], losses: [0, 1, 0, 1] });
    expect(streaksOf([])).toEqual({ wins: [0], losses: [0] });
  });
});

describe("periods of the calendar", () => {
  const ts = Float64Array.from({ length: 6 }, (_, i) => Date.UTC(2023, 11, 31) + i * 12 * hourMs);
  const returns = Float64Array.of(0.1, -0.1, 0.5, 0, 1, 0.25);

  test("compound the returns of their bars", () => {
    const rows = (list: readonly { key: string; value: number; bars: number }[]) =>
      list.map(({ key, value, bars }) => [key, Number(value.toFixed(12)), bars]);
    expect(rows(dailyReturns(returns, ts))).toEqual([
      ["2023-12-31", -0.01, 2],
      ["2024-01-01", 0.5, 2],
      ["2024-01-02", 1.5, 2],
    ]);
    expect(rows(monthlyReturns(returns, ts))).toEqual([
      ["2023-12", -0.01, 2],
      ["2024-01", 2.75, 4],
    ]);
    expect(rows(yearlyReturns(returns, ts)).map(([key]) => key)).toEqual(["2023", "2024"]);
    expect(monthlyReturns(new Float64Array(0), new Float64Array(0))).toEqual([]);
  });

  test("daily equity is that of the last bar of a day", () => {
    const equity = Float64Array.of(1, 2, 3, 4, 5, 6);
    const daily = dailyEquity(equity, ts);
    expect(daily.equity).toEqual(Float64Array.of(2, 4, 6));
    expect(daily.ts[1]).toBe(monday);
  });
});

describe("drawdowns", () => {
  const ts = Float64Array.from({ length: 6 }, (_, i) => monday + i * dayMs);

  test("have their times and lengths, the deepest first", () => {
    const list = datedDrawdowns(Float64Array.of(110, 99, 120, 60, 90, 119), 100, ts, 5);
    expect(list.map(({ depth }) => depth)).toEqual([60 / 120 - 1, 99 / 110 - 1]);
    expect(list[0]).toMatchObject({
      peak: 2,
      peakTs: ts[2],
      trough: 3,
      troughTs: ts[3],
      recovery: null,
      recoveryTs: null,
      fallBars: 1,
      riseBars: null,
      totalBars: 3,
    });
    expect(list[1]).toMatchObject({
      peak: 0,
      trough: 1,
      recovery: 2,
      fallBars: 1,
      riseBars: 1,
      totalBars: 2,
    });
  });

  test("one that begins before the first bar has the peak -1", () => {
    const [first] = datedDrawdowns(Float64Array.of(90, 95, 100), 100, ts, 1);
    expect(first).toMatchObject({ peak: -1, peakTs: ts[0], recovery: 2, totalBars: 3 });
    expect(underwaterOf(Float64Array.of(90, 100, 110, 99), 100)).toEqual(
      Float64Array.of(90 / 100 - 1, 0, 0, 99 / 110 - 1),
    );
  });
});

describe("rolling windows equal the textbook window by window", () => {
  const random = seeded(4);
  const series = (outliers: boolean) =>
    Float64Array.from({ length: 400 }, (_, i) =>
      outliers && i % 97 === 0 ? 3 : i > 200 && i < 260 ? 0.001 : 1e-4 * normal(random),
    );
  const stats = (xs: Float64Array) => {
    const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
    const spread = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (xs.length - 1);
    return { mean, sd: spread < 1e-27 ? 0 : Math.sqrt(spread) };
  };

  test.each([true, false])("with outliers that leave the window: %s", (outliers) => {
    const [a, b] = [series(outliers), series(!outliers)];
    const window = 30;
    const volatility = rollingVolatility(a, window, 365);
    const ratio = rollingSharpe(a, window, 365);
    const beta = rollingBeta(a, b, window);
    for (let i = 0; i < a.length; i++) {
      if (i < window - 1) {
        expect([volatility[i], ratio[i], beta[i]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
        continue;
      }
      const [own, other] = [a.slice(i - window + 1, i + 1), b.slice(i - window + 1, i + 1)];
      const [x, y] = [stats(own), stats(other)];
      const product = own.reduce((sum, value, k) => sum + (value - x.mean) * (other[k]! - y.mean), 0);
      expect(volatility[i]! / (x.sd * Math.sqrt(365) || 1)).toBeCloseTo(x.sd === 0 ? 0 : 1, 9);
      if (x.sd === 0) expect(ratio[i]).toBeNaN();
      else expect(ratio[i]! / ((x.mean / x.sd) * Math.sqrt(365))).toBeCloseTo(1, 7);
      if (y.sd === 0) expect(beta[i]).toBeNaN();
      else
        expect(Math.abs(beta[i]! - product / (window - 1) / y.sd ** 2)).toBeLessThan(
          1e-6 * (1 + Math.abs(beta[i]!)),
        );
    }
  });

  test("a NaN is forgotten when it leaves the window", () => {
    const xs = Float64Array.of(0.1, Number.NaN, 0.2, 0.3, 0.1, 0.4);
    const out = rollingVolatility(xs, 3, 1);
    expect([...out].map((x) => Number.isNaN(x))).toEqual([true, true, true, true, false, false]);
  });

  test("a window of one bar is a bug", () => {
    expect(() => rollingSharpe(Float64Array.of(1, 2), 1, 1)).toThrow("rolling window of 1 bars");
  });
});

describe("distribution of returns", () => {
  property.prop([fc.array(fc.double({ noNaN: true, min: -1, max: 1 }), { minLength: 1, maxLength: 200 })])(
    "every value is in one bin, and the edges rise",
    (values) => {
      const { edges, counts } = histogramOf(Float64Array.from(values));
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(values.length);
      expect(edges).toHaveLength(counts.length + 1);
      expect(counts.length).toBeLessThanOrEqual(80);
      for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThanOrEqual(edges[i - 1]!);
    },
  );

  test("no values, equal values, and values that are not finite", () => {
    expect(histogramOf(new Float64Array(0)).counts).toHaveLength(0);
    expect(histogramOf(Float64Array.of(2, 2, 2)).counts).toEqual(Float64Array.of(3));
    expect(histogramOf(Float64Array.of(1, Number.NaN, 1, 1, Number.POSITIVE_INFINITY, 9)).counts.at(-1)).toBe(
      1,
    );
  });

  test("a normal sample lies on the line of its Q-Q plot, tails included", () => {
    const random = seeded(9);
    const { normal: z, sample } = quantilePlotOf(
      Float64Array.from({ length: 20_000 }, () => 5 + 2 * normal(random)),
    );
    expect(z.length).toBeGreaterThan(200);
    expect(z.length).toBeLessThanOrEqual(400);
    expect(z[0]).toBeLessThan(-3.9);
    expect(z.at(-1)).toBeGreaterThan(3.9);
    for (let i = 0; i < z.length; i++) {
      if (Math.abs(z[i]!) < 2) expect(Math.abs(sample[i]! - z[i]!)).toBeLessThan(0.1);
      if (i > 0) expect(sample[i]).toBeGreaterThanOrEqual(sample[i - 1]!);
    }
  });

  test("few values are all drawn; equal ones make no plot", () => {
    expect(quantilePlotOf(Float64Array.of(1, 2, 3, 4)).sample).toHaveLength(4);
    expect(quantilePlotOf(Float64Array.of(1, 1, 1)).sample).toHaveLength(0);
  });
});

property.prop([fc.array(fc.integer({ min: -9000, max: 9000 }), { maxLength: 50 })])(
  "returns and equity are each other's inverse",
  (bps) => {
    const returns = Float64Array.from(bps, (each) => each / 10_000);
    const back = returnsOf(equityOf(returns), 1);
    for (let i = 0; i < returns.length; i++) expect(back[i]).toBeCloseTo(returns[i]!, 10);
  },
);

test("a metric is found by its name", () => {
  expect(metricRows.get("sharpe")).toMatchObject({ label: "Sharpe", unit: "ratio", better: "higher" });
});
