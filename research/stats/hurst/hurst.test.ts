import { describe, expect, test } from "vitest";
import { UserError } from "../../../engine/core/errors.ts";
import { normal, seeded } from "../../../engine/core/random.ts";
import { aggregatedVariance } from "./aggregated-variance.ts";
import { dfa } from "./dfa.ts";
import { differenceDeviation } from "./difference-deviation.ts";
import { logSlope } from "./line.ts";
import { rescaledRange } from "./rescaled-range.ts";

const estimators: Readonly<Record<string, (xs: Float64Array) => number>> = {
  "rescaled range": (xs) => rescaledRange(xs).corrected,
  "aggregated variance": (xs) => aggregatedVariance(xs).hurst,
  dfa: (xs) => dfa(xs).hurst,
  "difference deviation": (xs) => differenceDeviation(xs).hurst,
};

function process(seed: number, phi: number): Float64Array {
  const random = seeded(seed);
  let x = 0;
  return Float64Array.from({ length: 8192 }, () => (x = phi * x + normal(random)));
}

describe.each(Object.entries(estimators))("Hurst exponent by %s", (_, estimate) => {
  test("is near a half without memory", () => {
    const mean = [1, 2, 3, 4].reduce((sum, seed) => sum + estimate(process(seed, 0)), 0) / 4;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });

  test("is above with changes that go on, below with changes that turn", () => {
    expect(estimate(process(5, 0.9))).toBeGreaterThan(estimate(process(5, 0)) + 0.05);
    expect(estimate(process(5, -0.9))).toBeLessThan(estimate(process(5, 0)));
  });

  test("is not known of a constant, of too few values, or with gaps", () => {
    for (const xs of [
      new Float64Array(100).fill(1),
      Float64Array.of(1, 2, 3),
      process(1, 0).with(9, Number.NaN),
    ]) {
      expect(() => estimate(xs)).toThrow(UserError);
    }
  });
});

test("expected ranges are those of independent values", () => {
  const { ranges, expected, sizes } = rescaledRange(process(6, 0));
  sizes.slice(0, 4).forEach((_, i) => {
    expect(Math.abs(ranges[i]! / expected[i]! - 1)).toBeLessThan(0.05);
  });
});

test("a slope needs two points above 0", () => {
  expect(logSlope([1, 2, 4], [3, 6, 12])).toBeCloseTo(1, 12);
  expect(logSlope([1], [3])).toBeNaN();
  expect(logSlope([1, 2], [0, 3])).toBeNaN();
});
