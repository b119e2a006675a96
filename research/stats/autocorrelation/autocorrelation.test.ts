import { describe, expect, test } from "vitest";
import { UserError } from "../../../engine/core/errors.ts";
import { normal, seeded } from "../../../engine/core/random.ts";
import { centred } from "../centred.ts";
import { autocovariance, longRunVariance } from "../long-run-variance.ts";
import { acf, acfBounds } from "./acf.ts";
import { archLm } from "./arch-lm.ts";
import { durbinWatson } from "./durbin-watson.ts";
import { boxPierce, ljungBox } from "./ljung-box.ts";
import { pacf, pacfOls, partialOf } from "./pacf.ts";
import { varianceRatio } from "./variance-ratio.ts";

function process(seed: number, n: number, phi = 0): Float64Array {
  const random = seeded(seed);
  let x = 0;
  return Float64Array.from({ length: n }, () => (x = phi * x + normal(random)));
}
const constant = new Float64Array(50).fill(2);
const cumulated = (xs: Float64Array) => {
  let sum = 0;
  return xs.map((x) => (sum += x));
};

describe("autocorrelation", () => {
  test("follows the definition", () => {
    const xs = process(1, 80, 0.5);
    const d = centred(xs);
    const r = acf(xs, { lags: 3 });
    const whole = d.reduce((sum, x) => sum + x * x, 0);
    for (let k = 0; k <= 3; k++) {
      const product = d.subarray(k).reduce((sum, x, i) => sum + x * d[i]!, 0);
      expect(r[k]).toBeCloseTo(product / whole, 13);
      expect(acf(xs, { lags: 3, adjusted: true })[k]).toBeCloseTo((product / whole) * (80 / (80 - k)), 13);
    }
  });

  test("is that of the process, and so is the partial one", () => {
    const xs = process(2, 20_000, 0.6);
    expect(acf(xs, { lags: 2 })[1]).toBeCloseTo(0.6, 1);
    const partial = pacf(xs, 3);
    expect(partial[1]).toBeCloseTo(0.6, 1);
    expect(Math.abs(partial[2]!)).toBeLessThan(0.03);
    pacfOls(xs, 3).forEach((value, k) => {
      expect(value).toBeCloseTo(partial[k]!, 2);
    });
    expect(
      [...partialOf(Float64Array.of(1, 0.6, 0.36, 0.216))].map((x) => Math.round(x * 1e12) / 1e12),
    ).toEqual([1, 0.6, 0, 0]);
  });

  test("bounds widen with what lies below", () => {
    const bounds = acfBounds(Float64Array.of(1, 0.5, 0.2), 100);
    expect(bounds[0]).toEqual([1, 1]);
    expect(bounds[1]![1] - bounds[1]![0]).toBeCloseTo(2 * 0.1959964, 6);
    expect(bounds[2]![1] - bounds[2]![0]).toBeCloseTo(2 * 0.1959964 * Math.sqrt(1.5), 6);
  });

  test("of a constant is not known; too many lags are refused", () => {
    expect(acf(constant, { lags: 1 })[1]).toBeNaN();
    expect(pacf(constant, 1)[1]).toBeNaN();
    expect(pacfOls(constant, 1)[1]).toBeNaN();
    expect(() => acf(constant, { lags: 50 })).toThrow(UserError);
    expect(() => pacf(constant, 0)).toThrow(UserError);
  });
});

describe("portmanteau tests", () => {
  test("find what there is", () => {
    const options = { lags: [1, 10] };
    for (const run of [ljungBox, boxPierce]) {
      expect(run(process(3, 500), options).every(({ p }) => p > 0.01)).toBe(true);
      expect(run(process(3, 500, 0.4), options).every(({ p }) => p < 1e-6)).toBe(true);
      expect(run(constant, options)[0]!.statistic).toBeNaN();
    }
    expect(ljungBox(process(3, 500), { lags: [2], modelDf: 2 })[0]!.p).toBeNaN();
    expect(() => ljungBox(constant, { lags: [0] })).toThrow(UserError);
  });

  test("ARCH effects, and none", () => {
    const random = seeded(4);
    let last = 0;
    const arch = Float64Array.from(
      { length: 1000 },
      () => (last = normal(random) * Math.sqrt(0.3 + 0.7 * last * last)),
    );
    expect(archLm(arch, 2)).toMatchObject({ lags: 2 });
    expect(archLm(arch, 2).p).toBeLessThan(1e-6);
    expect(archLm(arch, 2).fP).toBeLessThan(1e-6);
    expect(archLm(process(5, 1000), 2).p).toBeGreaterThan(0.01);
    const signs = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    expect(() => archLm(signs, 1)).toThrow("the squares hardly vary");
    expect(() => archLm(process(5, 10), 6)).toThrow(UserError);
    expect(archLm(Float64Array.of(0.3, -0.2, 0.9), 1).f).toBeNaN();
  });

  test("Durbin-Watson", () => {
    expect(durbinWatson(process(6, 5000))).toBeCloseTo(2, 1);
    expect(durbinWatson(process(6, 5000, 0.5))).toBeCloseTo(1, 1);
    expect(durbinWatson(new Float64Array(5))).toBeNaN();
    expect(durbinWatson(Float64Array.of(1, Number.POSITIVE_INFINITY))).toBeNaN();
  });
});

describe("variance ratio", () => {
  test("is 1 for a walk, above for trends, below for reversion", () => {
    const of = (phi: number) => varianceRatio(cumulated(process(7, 4000, phi)), { lags: 5 });
    expect(of(0).p).toBeGreaterThan(0.01);
    expect(of(0.3).ratio).toBeGreaterThan(1.3);
    expect(of(0.3).p).toBeLessThan(1e-6);
    expect(of(-0.3).ratio).toBeLessThan(0.8);
  });

  test("of horizons side by side counts whole ones only", () => {
    const levels = cumulated(process(8, 100));
    const side = { lags: 7, overlap: false, robust: false } as const;
    expect(varianceRatio(levels, side)).toEqual(varianceRatio(levels.subarray(0, 99), side));
  });

  test("a straight line has none; a constant is refused", () => {
    const straight = Float64Array.from({ length: 30 }, (_, i) => 0.1 * i);
    expect(varianceRatio(straight, { lags: 2 }).ratio).toBeNaN();
    expect(() => varianceRatio(constant, { lags: 2 })).toThrow(UserError);
    expect(() => varianceRatio(straight, { lags: 1 })).toThrow(UserError);
    expect(() => varianceRatio(straight.with(3, Number.NaN), { lags: 2 })).toThrow(UserError);
  });
});

test("the long-run variance is the variance without lags, and never negative", () => {
  const d = centred(process(9, 200, -0.5));
  expect(longRunVariance(d, 0)).toBe(autocovariance(d, 0));
  for (let lags = 1; lags < 200; lags += 20) expect(longRunVariance(d, lags)).toBeGreaterThanOrEqual(0);
});
