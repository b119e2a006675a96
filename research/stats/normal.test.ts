import { expect, test } from "vitest";
import { normalCdf, normalDensity, normalQuantile } from "./normal.ts";

test.each([
  [0.5, 0],
  [0.975, 1.9599639845400543],
  [0.95, 1.6448536269514722],
  [0.0001, -3.7190164854556804],
  [1e-20, -9.262340089798407],
  [1e-300, -37.0470962993612],
])("quantile at %d", (p, z) => {
  expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(z)));
});

test("the ends of the range, and beyond", () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(normalQuantile(1.1)).toBeNaN();
  expect(normalQuantile(Number.NaN)).toBeNaN();
  expect(normalDensity(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 15);
});

test.each([-37, -20, -6, -3, -1.5, -0.66, -0.3, 0, 0.3, 0.7, 2, 5])(
  "distribution at %d against its quantile",
  (z) => {
    const p = normalCdf(z);
    expect(p).toBeGreaterThan(0);
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(z)));
  },
);

test("the distribution far out", () => {
  expect(normalCdf(-50)).toBe(0);
  expect(normalCdf(50)).toBe(1);
  expect(normalCdf(Number.NaN)).toBeNaN();
});
