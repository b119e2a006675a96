import { expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import { momentsOf, sampleKurtosis, sampleSkewness } from "../stats/moments.ts";
import { deflatedSharpe } from "../stats/selection/probabilistic-sharpe.ts";
import { sharpeMoments } from "../stats/selection/sharpe-moments.ts";
import { deflatedOf, expectedBestOf } from "./chance.ts";

test("the best of many without skill is what drawing them gives", () => {
  // Mean of the greatest of n standard normals (Harter 1961): 1.538753 of 10, 2.507594 of 100, 3.241436 of 1000.
  expect(expectedBestOf(10, 1)).toBeCloseTo(1.5388, 1);
  expect(expectedBestOf(100, 1)).toBeCloseTo(2.5076, 1);
  expect(expectedBestOf(1000, 2)).toBeCloseTo(2 * 3.2414, 1);
  expect(expectedBestOf(1, 1)).toBeNaN();
});

test("the deflated ratio of metrics is that of the returns behind them", () => {
  const random = seeded(5);
  const returns = Float64Array.from({ length: 250 }, () => 0.006 + 0.01 * normal(random) ** 3);
  const own = sharpeMoments(returns);
  const moments = momentsOf(returns, 1);
  const perYear = 365;
  const variant = {
    sharpe: own.sharpe * Math.sqrt(perYear),
    skew: sampleSkewness(moments),
    kurtosis: sampleKurtosis(moments),
    bars: 250,
  };
  const spread = { n: 40, mean: 0.3, deviation: 0.8 };
  const expected = deflatedSharpe(own, { count: 40, variance: 0.8 ** 2 / perYear });
  expect(expected).toBeGreaterThan(0.01);
  expect(deflatedOf(spread, variant, perYear)).toBeCloseTo(expected, 10);
  expect(deflatedOf(spread, { ...variant, skew: Number.NaN }, perYear)).toBeNaN();
  expect(deflatedOf({ ...spread, n: 1 }, variant, perYear)).toBeNaN();
});
