import { expect, test } from "vitest";
import { probabilisticSharpe } from "./probabilistic-sharpe.ts";
import { minBacktestLength, minTrackRecord } from "./track-record.ts";

const moments = { n: 60, sharpe: 0.12, skewness: -0.6, kurtosis: 6 };

test("a record of just that length reaches the stated probability", () => {
  for (const [benchmark, alpha] of [
    [0, 0.05],
    [0.05, 0.01],
  ] as const) {
    const n = minTrackRecord(moments, { benchmark, alpha });
    expect(probabilisticSharpe({ ...moments, n }, benchmark)).toBeCloseTo(1 - alpha, 12);
  }
});

test("no length is enough for a ratio at the benchmark or below", () => {
  expect(minTrackRecord(moments, { benchmark: 0.12 })).toBe(Number.POSITIVE_INFINITY);
  expect(minTrackRecord({ ...moments, sharpe: Number.NaN })).toBeNaN();
  expect(() => minTrackRecord(moments, { alpha: 0 })).toThrow("alpha must be in (0, 1); was 0");
});

test("45 trials need about five years to make an annual Sharpe of 1 surprising", () => {
  const { years, yearsMost } = minBacktestLength(45);
  expect(years).toBeCloseTo(5, 1);
  expect(yearsMost).toBeGreaterThan(years);
  expect(minBacktestLength(45, 2).years).toBeCloseTo(years / 4, 12);
  expect(() => minBacktestLength(45, 0)).toThrow(/greater than 0; was 0/);
});
