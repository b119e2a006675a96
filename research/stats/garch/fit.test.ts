import { describe, expect, test } from "vitest";
import { UserError } from "../../../engine/core/errors.ts";
import { normal, seeded } from "../../../engine/core/random.ts";
import { fitGarch } from "./fit.ts";
import type { GarchSpec } from "./model.ts";

const spec: GarchSpec = { model: "garch", distribution: "normal", mean: "constant" };

/** A GARCH(1,1) with leverage gamma. */
function simulated(n: number, seed: number, { gamma = 0 } = {}): Float64Array {
  const random = seeded(seed);
  let s2 = 1;
  return Float64Array.from({ length: n }, () => {
    const e = Math.sqrt(s2) * normal(random);
    s2 = 0.05 + (0.08 + (e < 0 ? gamma : 0)) * e * e + (0.87 - gamma / 2) * s2;
    return 0.1 + e;
  });
}

describe("a planted model is found", () => {
  const ys = simulated(8000, 1);
  const fit = fitGarch(ys, spec);

  test("within three standard errors", () => {
    const planted = { mu: 0.1, omega: 0.05, alpha: 0.08, beta: 0.87 } as const;
    for (const name of ["mu", "omega", "alpha", "beta"] as const) {
      const distance = Math.abs(fit.parameters[name]! - planted[name]);
      expect(distance).toBeLessThan(3 * fit.errors.robust[name]!);
      // The innovations are normal: both kinds of error estimate the same.
      expect(fit.errors.robust[name]! / fit.errors.classic[name]!).toBeCloseTo(1, 0);
    }
    expect(fit.converged).toBe(true);
    expect(fit.atBounds).toEqual([]);
    expect(fit.unconditionalVariance).toBeCloseTo(1, 0);
  });

  test("residuals have unit variance, and forecasts tend to the unconditional one", () => {
    const squares = fit.residuals.reduce((sum, z) => sum + z * z, 0) / fit.n;
    expect(squares).toBeCloseTo(1, 2);
    const far = fitGarch(ys, spec, { steps: 400 }).forecast.at(-1)!;
    expect(far).toBeCloseTo(fit.unconditionalVariance, 4);
  });

  test("twice is the same, bit for bit", () => {
    expect(fitGarch(ys, spec).parameters).toEqual(fit.parameters);
  });

  test.each(["garch", "gjr", "egarch"] as const)("units do not matter to a %s", (model) => {
    const scale = 1e-4;
    const one = fitGarch(ys, { ...spec, model });
    const small = fitGarch(
      ys.map((y) => scale * y),
      { ...spec, model },
    );
    expect(small.parameters.mu! / scale).toBeCloseTo(one.parameters.mu!, 5);
    expect(small.parameters.beta).toBeCloseTo(one.parameters.beta, 5);
    expect(small.errors.robust.alpha).toBeCloseTo(one.errors.robust.alpha!, 4);
    expect(small.errors.classic.mu! / scale).toBeCloseTo(one.errors.classic.mu!, 4);
    expect(small.forecast[4]! / scale ** 2).toBeCloseTo(one.forecast[4]!, 4);
    expect(small.logLikelihood + small.n * Math.log(scale)).toBeCloseTo(one.logLikelihood, 3);
    const log = 2 * Math.log(scale);
    const omega =
      model === "egarch"
        ? small.parameters.omega - (1 - small.parameters.beta) * log
        : small.parameters.omega / scale ** 2;
    expect(omega).toBeCloseTo(one.parameters.omega, 4);
  });
});

test("leverage is found, with its sign", () => {
  const ys = simulated(5000, 5, { gamma: 0.1 });
  const gjr = fitGarch(ys, { ...spec, model: "gjr" });
  expect(gjr.parameters.gamma! / gjr.errors.robust.gamma!).toBeGreaterThan(2);
  expect(gjr.logLikelihood).toBeGreaterThan(fitGarch(ys, spec).logLikelihood);
  expect(fitGarch(ys, { ...spec, model: "egarch" }).parameters.gamma).toBeLessThan(0);
});

test("normal innovations put Student's nu far out, and no error is claimed at the bound", () => {
  const fit = fitGarch(simulated(2000, 9), { ...spec, distribution: "t" });
  expect(fit.parameters.nu).toBeGreaterThan(20);
  if (fit.atBounds.includes("nu")) expect(fit.errors.robust.nu).toBeNaN();
});

test("white noise has no effect of shocks, and its alpha lies on the bound or near it", () => {
  const random = seeded(11);
  const fit = fitGarch(
    Float64Array.from({ length: 1000 }, () => normal(random)),
    { ...spec, mean: "zero" },
  );
  expect(fit.parameters.alpha).toBeLessThan(0.1);
  for (const name of fit.atBounds) expect(fit.errors.classic[name]).toBeNaN();
});

test.each([
  ["too few values", new Float64Array(30).map((_, i) => i % 7), /at least 40 values; there are 30/],
  ["a constant", new Float64Array(100).fill(0.5), /all equal/],
  ["a gap", new Float64Array(100).map((_, i) => (i === 50 ? Number.NaN : i % 5)), /a number in every place/],
  ["a first stretch of constants", new Float64Array(300).map((_, i) => (i < 100 ? 0 : i % 5)), /begin later/],
])("%s is refused", (_name, ys, message) => {
  expect(() => fitGarch(ys, message.source.includes("begin") ? { ...spec, mean: "zero" } : spec)).toThrow(
    message,
  );
});

test("several maxima: the search does not stay in the first one it sees", () => {
  // Rare jumps: without them the variance is constant, and no effect of shocks is a maximum beside that of their effect.
  const random = seeded(77);
  const ys = Float64Array.from({ length: 400 }, () => (random() < 0.03 ? 8 : 1) * normal(random));
  const one = fitGarch(ys, { ...spec, model: "gjr" });
  const nested = fitGarch(ys, spec);
  // A model that holds another is never worse.
  expect(one.logLikelihood).toBeGreaterThanOrEqual(nested.logLikelihood - 1e-6);
});

test("returns in ticks, many of them 0: an end is reached, and its quality is said", () => {
  const random = seeded(78);
  const ys = Float64Array.from({ length: 300 }, () => Math.round(0.7 * normal(random)));
  for (const model of ["garch", "gjr", "egarch"] as const) {
    const fit = fitGarch(ys, { ...spec, model });
    expect(Number.isFinite(fit.logLikelihood)).toBe(true);
    expect(typeof fit.converged).toBe("boolean");
  }
});

test("a mean that ends on a value is said to: its error would mean nothing", () => {
  const ys = simulated(500, 5, { gamma: 0.15 });
  const fit = fitGarch(ys, { ...spec, model: "egarch" });
  expect(Math.min(...ys.map((y) => Math.abs(y - fit.parameters.mu!)))).toBeLessThan(1e-9);
  expect(fit.kinked).toBe(true);
  // Of so few values, an error of the mean is about sd / sqrt(500).
  expect(fit.errors.classic.mu).toBeLessThan(0.01);
  expect(fitGarch(ys, spec).kinked).toBe(false);
  expect(fitGarch(simulated(500, 1), { ...spec, model: "egarch" }).kinked).toBe(false);
});

test.each([1e-9, 1e-3, 1e3])(
  "a beginning %d times as wild as the rest ends in a fit or a refusal",
  (share) => {
    const random = seeded(80);
    const ys = Float64Array.from({ length: 300 }, (_, t) => (t < 100 ? share : 1) * normal(random));
    for (const model of ["garch", "gjr", "egarch"] as const) {
      for (const start of ["backcast", "sample-variance"] as const) {
        try {
          expect(Number.isFinite(fitGarch(ys, { ...spec, model }, { start }).logLikelihood)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }
    }
  },
);
