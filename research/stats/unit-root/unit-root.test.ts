import { describe, expect, test } from "vitest";
import { UserError } from "../../../engine/core/errors.ts";
import { normal, seeded } from "../../../engine/core/random.ts";
import { ols } from "../ols.ts";
import { adf } from "./adf.ts";
import { dfgls } from "./dfgls.ts";
import { kpss } from "./kpss.ts";
import { mackinnonCritical, mackinnonP } from "./mackinnon.ts";
import { phillipsPerron } from "./phillips-perron.ts";
import { rhoCritical, rhoP } from "./rho-surface.ts";
import { schwertLags, type Trend, trendColumns } from "./trend.ts";

function walk(seed: number, n: number, root = 1): Float64Array {
  const random = seeded(seed);
  let x = 0;
  return Float64Array.from({ length: n }, () => (x = root * x + normal(random)));
}
const trends: readonly Trend[] = ["n", "c", "ct", "ctt"];

describe("Dickey and Fuller", () => {
  test.each(trends)("the statistic is the t ratio of a plain regression, with terms %s", (trend) => {
    const xs = walk(1, 120, 0.9);
    const rows = 117;
    const differences = xs.subarray(1).map((x, i) => x - xs[i]!);
    const lagged = [1, 2].map((lag) => differences.subarray(2 - lag, 2 - lag + rows));
    const fit = ols("test", differences.subarray(2), [
      xs.subarray(2, 2 + rows),
      ...trendColumns(trend, rows),
      ...lagged,
    ]);
    const { statistic, nobs, lags } = adf(xs, { trend, lags: 2 });
    expect(statistic).toBeCloseTo(fit.coefficients[0]! / fit.errors[0]!, 9);
    expect([nobs, lags]).toEqual([rows, 2]);
  });

  test("a level far from 0 changes nothing", () => {
    const xs = walk(2, 100).map((x) => Math.round(x * 1024) / 1024);
    const far = xs.map((x) => x + 2 ** 30);
    for (const trend of ["c", "ct"] as const) {
      expect(adf(far, { trend }).statistic).toBeCloseTo(adf(xs, { trend }).statistic, 9);
      expect(phillipsPerron(far, { trend }).statistic).toBeCloseTo(
        phillipsPerron(xs, { trend }).statistic,
        9,
      );
      expect(kpss(far, { trend }).statistic).toBeCloseTo(kpss(xs, { trend }).statistic, 9);
      expect(dfgls(far, { trend }).statistic).toBeCloseTo(dfgls(xs, { trend }).statistic, 9);
    }
  });

  test("the rules choose lags: BIC no more than AIC, the last t within the most", () => {
    const xs = walk(3, 400, 0.7);
    const [aic, bic, t] = (["aic", "bic", "t"] as const).map((lags) => adf(xs, { lags }).lags);
    expect(bic!).toBeLessThanOrEqual(aic!);
    expect(t!).toBeLessThanOrEqual(schwertLags(400));
    expect(adf(xs, { lagsMax: 0 }).lags).toBe(0);
    expect(adf(xs, { lags: "t", lagsMax: 0 }).criterion).toBeGreaterThan(0);
  });

  test("rejects a unit root no more often than its level says", () => {
    let rejected = 0;
    for (let seed = 1; seed <= 200; seed++) rejected += +(adf(walk(1000 + seed, 150), { lags: 0 }).p < 0.1);
    expect(rejected).toBeGreaterThan(6);
    expect(rejected).toBeLessThan(38);
  });
});

describe("tables", () => {
  test("critical values have the probability that they name", () => {
    for (const variables of [1, 2, 3, 4, 5, 6]) {
      for (const trend of ["c", "ct"] as const) {
        const [one, five, ten] = mackinnonCritical(trend, undefined, variables);
        expect(mackinnonP(one, trend, variables)).toBeCloseTo(0.01, 3);
        expect(mackinnonP(five, trend, variables)).toBeCloseTo(0.05, 3);
        expect(mackinnonP(ten, trend, variables)).toBeCloseTo(0.1, 2);
      }
    }
    for (const trend of ["n", "c", "ct"] as const) {
      expect(rhoP(rhoCritical(trend, Number.POSITIVE_INFINITY)[1], trend)).toBeCloseTo(0.05, 2);
    }
  });

  test("p is 0 and 1 beyond the table, and not known where there is none", () => {
    expect([mackinnonP(-30, "c"), mackinnonP(5, "c")]).toEqual([0, 1]);
    expect(mackinnonP(-3, "c", 7)).toBeNaN();
    expect(mackinnonCritical("n", 100, 2)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe("stationarity and its opposite", () => {
  test("the tests agree on plain cases", () => {
    const [wandering, calm] = [walk(5, 800), walk(5, 800, 0.3)];
    for (const test of [adf, phillipsPerron, dfgls]) {
      expect(test(wandering).p).toBeGreaterThan(0.05);
      expect(test(calm).p).toBeLessThan(0.01);
    }
    expect(phillipsPerron(calm, { kind: "rho" }).p).toBeLessThan(0.01);
    expect(phillipsPerron(wandering, { kind: "rho", trend: "n" }).p).toBeGreaterThan(0.05);
    expect(kpss(wandering).p).toBeLessThan(0.05);
    expect(kpss(wandering, { lags: 0 })).toMatchObject({ p: 0.01, pIsBound: true });
    expect(kpss(calm).p).toBeGreaterThan(0.05);
  });

  test("KPSS reads its table linearly", () => {
    const xs = walk(6, 300, 0.8);
    const { statistic, p, pIsBound, critical } = kpss(xs, { lags: 4 });
    if (!pIsBound) {
      const above = critical.findIndex((value) => statistic < value);
      const levels = [0.1, 0.05, 0.025, 0.01];
      expect(p).toBeLessThanOrEqual(levels[above - 1]!);
      expect(p).toBeGreaterThanOrEqual(levels[above]!);
    }
    expect(kpss(xs, { lags: "legacy" }).lags).toBe(schwertLags(300));
    expect(kpss(xs, { trend: "ct", lags: 0 }).lags).toBe(0);
  });

  test("DF-GLS with lags given, and by BIC", () => {
    const xs = walk(7, 200);
    expect(dfgls(xs, { lags: 3 })).toMatchObject({ lags: 3, nobs: 196 });
    expect(dfgls(xs, { trend: "ct", lags: "bic" }).lags).toBeGreaterThanOrEqual(0);
    const explosive = walk(8, 60, 1.5);
    expect(dfgls(explosive, { lags: 0 }).p).toBeGreaterThan(0.999);
  });
});

describe("what has no answer is refused", () => {
  const straight = Float64Array.from({ length: 40 }, (_, i) => i);
  const gap = straight.with(7, Number.NaN);
  test.each([
    ["adf", adf],
    ["kpss", (xs: Float64Array) => kpss(xs, { trend: "ct" })],
    ["phillips-perron", phillipsPerron],
    ["dfgls", dfgls],
  ])("by %s", (name, run: (xs: Float64Array) => unknown) => {
    for (const xs of [
      new Float64Array(0),
      Float64Array.of(1, 2),
      new Float64Array(30).fill(3),
      straight,
      gap,
    ]) {
      expect(() => run(xs)).toThrow(UserError);
    }
    expect(() => run(gap)).toThrow(`${name}: every value must be a finite number; value 8 is NaN`);
  });

  test("too many lags", () => {
    const xs = walk(9, 30);
    expect(() => adf(xs, { lags: 20 })).toThrow("adf: lags must be a whole number from 0 to 13 here; was 20");
    expect(() => adf(xs, { lags: 1.5 })).toThrow(UserError);
    expect(() => adf(walk(9, 12), { trend: "n" })).toThrow("too few to choose among up to 5 lags");
    expect(() => kpss(xs, { lags: 30 })).toThrow(UserError);
    expect(() => phillipsPerron(xs, { lags: 40 })).toThrow(UserError);
    expect(() => dfgls(xs, { lags: 40 })).toThrow(UserError);
  });
});
