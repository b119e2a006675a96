import { expect, test } from "vitest";
import type { SmoothObjective } from "./differences.ts";
import { minimiseRoughly } from "./rough.ts";

const box = { lower: Float64Array.of(-5, -5), upper: Float64Array.of(5, 5) };

/** Kinks along both axes through (0.5, -0.25), with no gradient that points along the way. */
const kinked: SmoothObjective = (x, g) => {
  const [a, b] = [x[0]! - 0.5, x[1]! + 0.25];
  g[0] = Math.sign(a) * (3 + 2 * Math.abs(a));
  g[1] = Math.sign(b);
  return 3 * Math.abs(a) + a * a + Math.abs(b);
};

test("where kinks cross, quasi-Newton steps and a simplex in turns reach the lowest point", () => {
  for (const start of [Float64Array.of(-3, 4), Float64Array.of(2, -0.3), Float64Array.of(0, 0)]) {
    const found = minimiseRoughly(kinked, start, box);
    expect(found.converged).toBe(true);
    expect(found.value).toBeLessThan(1e-6);
  }
});

test("an end is reached where there is none", () => {
  const slope: SmoothObjective = (x, g) => {
    g[0] = Number.NaN;
    g[1] = 0;
    return x[0]!;
  };
  expect(minimiseRoughly(slope, Float64Array.of(0, 0), box).value).toBeLessThanOrEqual(0);
});

test("a smooth function needs no simplex", () => {
  const bowl: SmoothObjective = (x, g) => {
    for (let i = 0; i < 2; i++) g[i] = 2 * x[i]!;
    return x[0]! ** 2 + x[1]! ** 2;
  };
  expect(minimiseRoughly(bowl, Float64Array.of(3, 4), box).value).toBeLessThan(1e-12);
});
