import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { sharpeError, sharpeMoments, sharpeVariance } from "./sharpe-moments.ts";

test("of a few returns, by hand", () => {
  const { n, sharpe, skewness, kurtosis } = sharpeMoments(Float64Array.of(0.01, 0.03, -0.02, 0.02));
  expect(n).toBe(4);
  expect(sharpe).toBeCloseTo(0.01 / Math.sqrt(0.0014 / 3), 12);
  // Deviations 0, 2, -3, 1 hundredths: cubes sum to -18, fourth powers to 98.
  expect(skewness).toBeCloseTo(-18 / 4 / 3.5 ** 1.5, 12);
  expect(kurtosis).toBeCloseTo(98 / 4 / 3.5 ** 2, 12);
});

test("the error is the spread of the ratio over many samples", () => {
  const random = seeded(2);
  const ratios = Float64Array.from(
    { length: 2000 },
    () => sharpeMoments(Float64Array.from({ length: 100 }, () => 0.3 + normal(random))).sharpe,
  );
  const mean = ratios.reduce((sum, x) => sum + x, 0) / ratios.length;
  const spread = Math.sqrt(ratios.reduce((sum, x) => sum + (x - mean) ** 2, 0) / ratios.length);
  expect(spread / sharpeError({ n: 100, sharpe: 0.3, skewness: 0, kurtosis: 3 })).toBeCloseTo(1, 1);
});

test("what has no ratio has none: a constant, a gap, one value; and a shape that cannot be", () => {
  expect(sharpeMoments(new Float64Array(9).fill(0.001)).sharpe).toBeNaN();
  expect(sharpeMoments(Float64Array.of(0.1, Number.NaN, 0.2)).sharpe).toBeNaN();
  expect(sharpeMoments(Float64Array.of(0.1)).sharpe).toBeNaN();
  expect(sharpeVariance({ n: 50, sharpe: 2, skewness: 3, kurtosis: 3 })).toBeNaN();
});
