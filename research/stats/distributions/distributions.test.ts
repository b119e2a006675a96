import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../engine/core/errors.ts";
import { seeded } from "../../../engine/core/random.ts";
import { beta, betaOf } from "./beta.ts";
import { chiSquareTest } from "./chi-square-test.ts";
import type { Distribution } from "./distribution.ts";
import { exponential } from "./exponential.ts";
import { gamma } from "./gamma.ts";
import { kolmogorovSurvival } from "./kolmogorov.ts";
import { ksCritical } from "./ks-critical.ts";
import { ksTest } from "./ks-test.ts";
import { logNormal, logNormalOf } from "./log-normal.ts";
import { normalDistribution } from "./normal-distribution.ts";
import { poisson } from "./poisson.ts";

const continuous: readonly (readonly [string, Distribution])[] = [
  ["log-normal", logNormal({ mu: 0.3, sigma: 0.8 })],
  ["normal", normalDistribution({ mean: -2, sd: 3 })],
  ["exponential", exponential({ rate: 4 })],
  ["gamma below shape 1", gamma({ shape: 0.4, scale: 2 })],
  ["gamma", gamma({ shape: 7.5, scale: 0.1 })],
  ["gamma of great shape", gamma({ shape: 300, scale: 1e-4 })],
  ["beta", beta({ a: 2, b: 5 })],
  ["beta with open ends", beta({ a: 0.5, b: 0.6 })],
];
const whole = [0.4, 4.5, 9.9, 30, 250].map((mean) => [`poisson ${mean}`, poisson({ mean })] as const);
const draws = 10_000;

/** Draws whose mean and spread must be those of the distribution: 4.5 standard errors, as far as chance goes. */
function drawn({ mean, variance, excessKurtosis, draw }: Distribution, seed: number): Float64Array {
  const random = seeded(seed);
  const xs = Float64Array.from({ length: draws }, () => draw(random));
  const average = xs.reduce((sum, x) => sum + x, 0) / draws;
  const spread = xs.reduce((sum, x) => sum + (x - average) ** 2, 0) / draws;
  expect(Math.abs(average - mean)).toBeLessThan(4.5 * Math.sqrt(variance / draws));
  expect(Math.abs(spread - variance)).toBeLessThan(4.5 * variance * Math.sqrt((excessKurtosis + 2) / draws));
  return xs;
}

describe.each(continuous)("%s", (_, distribution) => {
  test("seeded draws follow it", () => {
    expect(ksTest(drawn(distribution, 11), distribution).p).toBeGreaterThan(1e-4);
  });

  test("quantiles invert it, far into both tails", () => {
    for (const p of [1e-9, 0.001, 0.3, 0.5, 0.9, 0.999999]) {
      expect(distribution.cdf(distribution.quantile(p)) / p).toBeCloseTo(1, 8);
    }
    expect(distribution.quantile(1.5)).toBeNaN();
    expect(distribution.quantile(Number.NaN)).toBeNaN();
    expect(distribution.cdf(distribution.quantile(0))).toBe(0);
    expect(distribution.survival(distribution.quantile(1))).toBe(0);
  });

  test("density is the slope, survival the rest", () => {
    const x = distribution.quantile(0.4);
    const step = 1e-5 * Math.sqrt(distribution.variance);
    const slope = (distribution.cdf(x + step) - distribution.cdf(x - step)) / (2 * step);
    expect(distribution.density(x) / slope).toBeCloseTo(1, 6);
    expect(distribution.cdf(x) + distribution.survival(x)).toBeCloseTo(1, 14);
  });
});

describe.each(whole)("%s", (_, distribution) => {
  test("seeded draws follow it", () => {
    const xs = drawn(distribution, 12);
    const [low, high] = [distribution.quantile(0.02), distribution.quantile(0.98)];
    const classes = Array.from({ length: high - low - 1 }, (__, i) => low + 1 + i);
    const count = (test: (x: number) => boolean) => xs.filter(test).length;
    const observed = [
      count((x) => x <= low),
      ...classes.map((k) => count((x) => x === k)),
      count((x) => x >= high),
    ];
    const expected = [
      distribution.cdf(low),
      ...classes.map(distribution.density),
      distribution.survival(high - 1),
    ].map((p) => p * draws);
    expect(chiSquareTest(observed, expected).p).toBeGreaterThan(1e-4);
  });

  test("its quantile is the least number that is enough", () => {
    for (const p of [0.001, 0.2, 0.5, 0.97]) {
      const k = distribution.quantile(p);
      expect(distribution.cdf(k)).toBeGreaterThanOrEqual(p);
      expect(distribution.cdf(k - 1)).toBeLessThan(p);
    }
    expect(distribution.quantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(distribution.quantile(-1)).toBeNaN();
    expect([distribution.density(1.5), distribution.cdf(-1), distribution.survival(-1)]).toEqual([0, 0, 1]);
  });
});

test("equal seeds draw equal numbers", () => {
  const draw = () =>
    Array.from(
      { length: 5 },
      (
        (random) => () =>
          gamma({ shape: 2, scale: 1 }).draw(random)
      )(seeded(5)),
    );
  expect(draw()).toEqual(draw());
});

test("parameters from moments give these moments", () => {
  expect(logNormal(logNormalOf({ mean: 12, sd: 4 })).mean).toBeCloseTo(12, 12);
  expect(Math.sqrt(logNormal(logNormalOf({ mean: 12, sd: 4 })).variance)).toBeCloseTo(4, 12);
  expect(beta(betaOf({ mean: 0.3, variance: 0.02 })).variance).toBeCloseTo(0.02, 12);
});

describe("Kolmogorov and Smirnov", () => {
  property.prop([fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0.05, max: 2.5, noNaN: true })])(
    "the probability falls with the distance, within 0 and 1",
    (n, z) => {
      const d = z / Math.sqrt(n);
      const [p, further] = [kolmogorovSurvival(n, d), kolmogorovSurvival(n, d * 1.01)];
      expect(p).toBeLessThanOrEqual(1);
      expect(further).toBeGreaterThanOrEqual(0);
      expect(further).toBeLessThanOrEqual(p + 1e-8);
    },
  );

  test("one value: the distance is uniform from a half to 1", () => {
    expect(kolmogorovSurvival(1, 0.75)).toBeCloseTo(0.5, 12);
  });

  test("the ways of computing it meet at 140 values", () => {
    for (const z of [0.4, 0.7, 1, 1.4, 1.6]) {
      const [exact, expanded] = [
        kolmogorovSurvival(140, z / Math.sqrt(140)),
        kolmogorovSurvival(141, z / Math.sqrt(141)),
      ];
      expect(Math.abs(exact - expanded)).toBeLessThan(5e-4);
    }
  });

  test("very many values: the ways meet, and none takes long", () => {
    for (const z of [0.3, 0.8, 1.4, 2, 5]) {
      const [summed, expanded] = [100_000, 100_001].map((n) => kolmogorovSurvival(n, z / Math.sqrt(n)));
      expect(Math.abs(expanded! / summed! - 1)).toBeLessThan(1e-3 * Math.max(1, z * z));
      expect(kolmogorovSurvival(1e12, z / 1e6)).toBeGreaterThan(0);
    }
    expect(kolmogorovSurvival(1e9, 1e-8)).toBe(1);
  });

  test("critical values are exceeded with their probability", () => {
    for (const n of [5, 100, 5000]) expect(kolmogorovSurvival(n, ksCritical(0.05, n))).toBeCloseTo(0.05, 9);
  });

  test("ends, and what is not known", () => {
    expect([kolmogorovSurvival(10, 1), kolmogorovSurvival(10, 0.05)]).toEqual([0, 1]);
    expect(kolmogorovSurvival(10, Number.NaN)).toBeNaN();
    expect(kolmogorovSurvival(0, 0.5)).toBeNaN();
  });
});

test.each([
  ["a rate of 0", () => exponential({ rate: 0 })],
  ["a mean that is not known", () => normalDistribution({ mean: Number.NaN, sd: 1 })],
  ["a variance that no beta distribution has", () => betaOf({ mean: 0.5, variance: 0.3 })],
  ["a mean outside (0, 1)", () => betaOf({ mean: 1, variance: 0.1 })],
  ["classes of different number", () => chiSquareTest([1, 2], [1, 1, 1])],
  ["a class that nothing is expected in", () => chiSquareTest([1, 2], [3, 0])],
  ["a single class", () => chiSquareTest([3], [3])],
  ["no values", () => ksTest(new Float64Array(0), { cdf: (x) => x })],
  ["a level of 0", () => ksCritical(0, 10)],
])("%s is a mistake of the user", (_, make) => expect(make).toThrow(UserError));
