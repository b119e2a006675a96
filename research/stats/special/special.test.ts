import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { digamma } from "./digamma.ts";
import { incompleteBeta } from "./incomplete-beta.ts";
import { incompleteGamma } from "./incomplete-gamma.ts";
import { logGamma, stirlingError } from "./log-gamma.ts";
import { chiSquareSurvival, fSurvival, studentSurvival } from "./tails.ts";

function near(got: number, want: number, rel = 1e-12): void {
  expect(Math.abs(got - want)).toBeLessThanOrEqual(rel * Math.abs(want) + 1e-15);
}

const shape = fc.double({ min: 0.01, max: 500, noNaN: true });
const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe("gamma", () => {
  test("factorials", () => {
    let log = 0;
    for (let n = 1; n <= 30; n++) {
      log += Math.log(n);
      near(logGamma(n + 1), log, 1e-14);
    }
  });

  property.prop([shape])("recurrence of gamma and of its logarithm's derivative", (x) => {
    expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(1e-12 * (1 + logGamma(x + 1)));
    expect(Math.abs(digamma(x + 1) - digamma(x) - 1 / x)).toBeLessThan(1e-13 * (1 + 1 / x));
  });

  test("outside of their range they are not known", () => {
    for (const x of [0, -1, Number.NaN]) {
      expect(logGamma(x)).toBeNaN();
      expect(digamma(x)).toBeNaN();
    }
    expect(incompleteGamma(0, 1).lower).toBeNaN();
    expect(incompleteGamma(1, -1).upper).toBeNaN();
    expect(incompleteGamma(3, 0)).toEqual({ lower: 0, upper: 1 });
    expect(incompleteGamma(3, Number.POSITIVE_INFINITY)).toEqual({ lower: 1, upper: 0 });
  });

  test("the two ways to Stirling's error meet", () =>
    near(stirlingError(11.999999), stirlingError(12.000001), 1e-6));

  property.prop([fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.01, max: 80, noNaN: true })])(
    "an incomplete gamma function of whole shape is a Poisson sum",
    (a, x) => {
      let [term, sum] = [Math.exp(-x), 0];
      for (let k = 0; k < a; k++) {
        sum += term;
        term *= x / (k + 1);
      }
      near(incompleteGamma(a, x).upper, sum, 1e-11);
    },
  );

  test("a great shape near its mean", () => near(incompleteGamma(1e6, 1e6).upper, 0.499867019267, 1e-9));
});

describe("beta", () => {
  property.prop([share, shape, shape])("the two sides add up", (x, a, b) => {
    near(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a, x), 1, 1e-11);
  });

  property.prop([share, shape])("powers", (x, a) => near(incompleteBeta(x, a, 1), x ** a, 1e-10));

  test("ends, and what is outside", () => {
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
    expect(incompleteBeta(1.1, 2, 3)).toBeNaN();
    expect(incompleteBeta(0.5, 0, 3)).toBeNaN();
  });
});

describe("tails", () => {
  test("Cauchy and exponential are special cases", () => {
    near(studentSurvival(3, 1), 0.5 - Math.atan(3) / Math.PI);
    near(studentSurvival(-3, 1), 0.5 + Math.atan(3) / Math.PI);
    near(chiSquareSurvival(50, 2), Math.exp(-25));
  });

  property.prop([
    fc.double({ min: 0.01, max: 50, noNaN: true }),
    fc.double({ min: 0.5, max: 300, noNaN: true }),
  ])("a squared Student t is an F with one degree of freedom", (t, df) =>
    near(fSurvival(t * t, 1, df), 2 * studentSurvival(t, df), 1e-10),
  );

  test("ends, and what is outside", () => {
    expect(chiSquareSurvival(-1, 3)).toBe(1);
    expect(chiSquareSurvival(1, 0)).toBeNaN();
    expect(fSurvival(-1, 3, 4)).toBe(1);
    expect(fSurvival(Number.POSITIVE_INFINITY, 3, 4)).toBe(0);
    expect(fSurvival(1, 0, 4)).toBeNaN();
    expect(studentSurvival(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(studentSurvival(Number.NEGATIVE_INFINITY, 3)).toBe(1);
    expect(studentSurvival(Number.NaN, 3)).toBeNaN();
  });
});
