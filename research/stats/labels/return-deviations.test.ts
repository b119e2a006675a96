import { expect, test } from "vitest";
import { returnDeviations } from "./return-deviations.ts";

const prices = Float64Array.of(100, 102, 101, 104, 103, 99);

test("weighted variance by its definition, corrected for bias", () => {
  const span = 4;
  const keep = 1 - 2 / (span + 1);
  const returns = prices.subarray(1).map((price, i) => price / prices[i]! - 1);
  const got = returnDeviations(prices, span);
  expect([got[0], got[1]]).toEqual([Number.NaN, Number.NaN]);
  for (let t = 2; t < prices.length; t++) {
    const known = returns.subarray(0, t);
    const weights = known.map((_, i) => keep ** (t - 1 - i));
    const sum = (xs: Float64Array) => xs.reduce((total, x) => total + x, 0);
    const total = sum(weights);
    const mean = sum(known.map((r, i) => r * weights[i]!)) / total;
    const squares = sum(known.map((r, i) => weights[i]! * (r - mean) ** 2));
    const variance = squares / (total - sum(weights.map((w) => w * w)) / total);
    expect(got[t]).toBeCloseTo(Math.sqrt(variance), 14);
  }
});

test("an unknown price is passed over", () => {
  const gap = Float64Array.of(100, 102, Number.NaN, 101, 104);
  const got = returnDeviations(gap, 3);
  expect(got[2]).toBeNaN();
  expect([got[3], got[4]]).toEqual([...returnDeviations(prices.subarray(0, 4), 3).subarray(2)]);
});
