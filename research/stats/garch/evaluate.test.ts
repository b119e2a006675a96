import { expect, test } from "vitest";
import { garchAt } from "./evaluate.ts";
import type { GarchSpec } from "./model.ts";
import { startVariance } from "./start-up.ts";

const spec: GarchSpec = { model: "garch", distribution: "normal", mean: "constant" };
const ys = Float64Array.from({ length: 40 }, (_, t) => Math.sin(t) + (t % 3) - 1);

test("the likelihood is the sum of normal densities along the recursion", () => {
  const [mu, omega, alpha, beta] = [0.05, 0.1, 0.2, 0.7];
  const { logLikelihood, variances, forecast, initial } = garchAt(ys, spec, { mu, omega, alpha, beta });
  let s2 = omega + (alpha + beta) * initial;
  let sum = 0;
  for (const [t, y] of ys.entries()) {
    expect(variances[t]).toBeCloseTo(s2, 14);
    sum -= 0.5 * (Math.log(2 * Math.PI) + Math.log(s2) + (y - mu) ** 2 / s2);
    s2 = omega + alpha * (y - mu) ** 2 + beta * s2;
  }
  expect(logLikelihood).toBeCloseTo(sum, 10);
  expect(forecast[0]).toBeCloseTo(s2, 12);
});

test("start-ups", () => {
  const mean = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  const squares = ys.map((y) => (y - mean) ** 2);
  expect(startVariance(ys, "constant", "sample-variance")).toBeCloseTo(
    squares.reduce((sum, x) => sum + x, 0) / ys.length,
    12,
  );
  const weights = squares.map((_, i) => 0.94 ** i);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const backcast = squares.reduce((sum, x, i) => sum + x * weights[i]!, 0) / total;
  expect(startVariance(ys, "constant", "backcast")).toBeCloseTo(backcast, 12);
  expect(startVariance(ys, "zero", "backcast")).not.toBeCloseTo(backcast, 5);
});

test("a parameter that the model has and is not given is named", () => {
  const without = { omega: 0.1, alpha: 0.1, beta: 0.8 };
  expect(() => garchAt(ys, spec, without)).toThrow("mu of a garch model must be a number; was undefined");
  expect(() => garchAt(ys, { ...spec, model: "gjr" }, { ...without, mu: 0 })).toThrow(/gamma of a gjr model/);
});

test("parameters that give no variance have no likelihood and no forecast", () => {
  const path = garchAt(ys, spec, { mu: 0, omega: -10, alpha: 0.1, beta: 0.1 });
  expect(path.logLikelihood).toBe(Number.NEGATIVE_INFINITY);
  expect(path.variances.every(Number.isNaN)).toBe(true);
  expect(path.forecast.every(Number.isNaN)).toBe(true);
});
