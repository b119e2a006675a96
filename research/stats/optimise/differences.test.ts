import { expect, test } from "vitest";
import { hessian, hessianOfGradient, type SmoothObjective, withDifferences } from "./differences.ts";

const f = (x: Float64Array) => Math.exp(x[0]!) * x[1]! ** 2;
const x = Float64Array.of(0.3, -2);
const e = Math.exp(0.3);
const curvature = [4 * e, -4 * e, -4 * e, 2 * e];

test("second derivatives from values", () => {
  const got = hessian(f, x, Float64Array.of(1e-4, 1e-4));
  for (const [i, want] of curvature.entries()) expect(got[i]).toBeCloseTo(want, 5);
});

test("second derivatives from gradients, inwards at a bound", () => {
  const smooth: SmoothObjective = (at, g) => {
    g[0] = f(at);
    g[1] = 2 * Math.exp(at[0]!) * at[1]!;
    return f(at);
  };
  const gradient = new Float64Array(2);
  smooth(x, gradient);
  const got = hessianOfGradient(smooth, x, gradient, Float64Array.of(0.3, 5), 1e-6);
  for (const [i, want] of curvature.entries()) expect(got[i]).toBeCloseTo(want, 4);
});

test("a gradient from values, one-sided at a bound", () => {
  const box = [Float64Array.of(0.3, -3), Float64Array.of(1, 3)] as const;
  const gradient = new Float64Array(2);
  expect(withDifferences(f, ...box, 1e-6)(x, gradient)).toBe(f(x));
  expect(gradient[0]).toBeCloseTo(4 * e, 4);
  expect(gradient[1]).toBeCloseTo(-4 * e, 7);
});
