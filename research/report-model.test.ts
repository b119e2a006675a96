import { describe, expect, test } from "vitest";
import { sampleModel, sp500, walk } from "../reports/testing/sample.ts";
import { strategies } from "../strategies/index.ts";
import { metricTable } from "./metrics/table.ts";
import { binsOf } from "./report-trades.ts";

const model = sampleModel();
const compounded = (values: readonly number[]) =>
  values.reduce((growth, value) => growth * (1 + value), 1) - 1;

describe("what a report draws", () => {
  test("shows every metric, those of the benchmark beside the strategy's", () => {
    const shown = new Set(model.metrics.map((line) => line.key));
    const beside = metricTable.filter(({ key }) => !shown.has(key)).map(({ key }) => key);
    expect(beside.every((key) => key.startsWith("benchmark"))).toBe(true);
    expect(model.metrics.filter((line) => !Number.isNaN(line.benchmark))).toHaveLength(beside.length);
    const total = model.metrics.find((line) => line.key === "totalReturn")!;
    expect([total.value, total.benchmark]).toEqual([
      model.run.metrics.totalReturn,
      model.run.metrics.benchmarkReturn,
    ]);
  });

  test("has months and years that compound to the whole return", () => {
    const { totalReturn, benchmarkReturn } = model.run.metrics;
    for (const periods of [model.months, model.years]) {
      expect(compounded(periods.map((period) => period.value))).toBeCloseTo(totalReturn!, 9);
      expect(compounded(periods.map((period) => period.benchmark))).toBeCloseTo(benchmarkReturn!, 9);
    }
  });

  test("has drawdowns that reach the greatest, and are 0 before the run counts", () => {
    const made = sampleModel({ settings: { fromMs: Date.UTC(2010, 0, 1) } });
    const { start } = made.run.outcome;
    expect(start).toBeGreaterThan(2000);
    expect(Math.min(...made.drawdown)).toBe(made.run.metrics.maxDrawdown);
    expect(made.drawdown.subarray(0, start).every((depth) => depth === 0)).toBe(true);
    expect(made.drawdowns[0]!.depth).toBe(made.run.metrics.maxDrawdown);
    const [worst] = made.drawdowns;
    expect(worst!.peakTs < worst!.troughTs && !(worst!.recoveryTs < worst!.troughTs)).toBe(true);
  });

  test("takes days for bars shorter than a day, and bars otherwise", () => {
    const hourly = sampleModel({
      strategy: strategies["ema-trend"]!,
      datasets: [walk("H", 24 * 100, 3_600_000, 1)],
    });
    expect(hourly.distribution.period).toBe("day");
    expect(hourly.rolling.window).toBe("25 days");
    expect(hourly.rolling.ts).toHaveLength(100);
    expect(hourly.byHour).toHaveLength(24);
    expect(hourly.byWeekday).toHaveLength(7);
    expect(model.distribution.period).toBe("bar");
    expect(model.rolling.window).toBe("126 bars");
    expect([model.byHour.length, model.byWeekday.length]).toEqual([0, 5]);
  });

  test("groups every closed trade once", () => {
    const closed = model.run.outcome.trades.filter((trade) => !trade.open);
    const profit = closed.reduce((sum, trade) => sum + trade.pnl, 0);
    for (const groups of [model.byReason, model.byWeekday, model.bySymbol, model.bySide]) {
      expect(groups.reduce((sum, group) => sum + group.trades, 0)).toBe(closed.length);
      expect(groups.reduce((sum, group) => sum + group.profit, 0)).toBeCloseTo(profit, 6);
    }
    for (const bins of [model.tradeReturns, model.holdingBars]) {
      expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(closed.length);
    }
  });

  test("counts every return in its distribution", () => {
    const { bins, normal, sample } = model.distribution;
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(sp500().bars.ts.length);
    expect(normal).toHaveLength(sample.length);
  });

  test("never mixes losses and gains in one class", () => {
    for (const { from, to } of [...model.tradeReturns, ...model.distribution.bins])
      expect(from * to).toBeGreaterThanOrEqual(0);
    expect(binsOf(Float64Array.of(-0.3, -0.3, -0.3), 9).map(({ count }) => count)).toEqual([3]);
    expect(binsOf(Float64Array.of(0, 0), 9)).toEqual([{ from: 0, to: 1, count: 2 }]);
    expect(binsOf(new Float64Array(0), 9)).toEqual([]);
    for (const { from, to } of model.holdingBars)
      expect(Number.isInteger(from) && Number.isInteger(to)).toBe(true);
  });

  test.each([1, 2, 25])("is defined for %d bars", (rows) => {
    const made = sampleModel({ datasets: [walk("FEW", rows, 86_400_000, 1)] });
    expect(made.drawdown).toHaveLength(rows);
    expect(made.rolling.sharpe).toHaveLength(rows);
  });
});

describe("what a run says of itself", () => {
  const short = (warnings: readonly string[]) => warnings.filter((text) => text.includes("under a year"));

  test.each([
    [100, ["the tested period is 100 days, under a year"]],
    [366, []],
  ])("a period of %d days", (days, told) => {
    const model = sampleModel({ datasets: [walk("A", days, 86_400_000, 1)] });
    expect(short(model.run.warnings).map((text) => text.split(":")[0])).toEqual(told);
  });

  test("counts the tested period, not the data", () => {
    const model = sampleModel({ settings: { fromMs: Date.UTC(2020, 0, 1) } });
    expect(short(model.run.warnings)).toHaveLength(1);
  });

  test("the capacity of an index is not known", () => {
    const data = sp500();
    const indexed = { ...data, identity: { ...data.identity, index: true } };
    expect(sampleModel({ datasets: [data] }).run.metrics.capacity).toBeGreaterThan(0);
    expect(sampleModel({ datasets: [indexed] }).run.metrics.capacity).toBeNaN();
  });
});
