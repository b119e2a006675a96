import { expect, test } from "vitest";
import { minimiseBySimplex } from "./nelder-mead.ts";

const box = (k: number, size = 10) => ({
  lower: new Float64Array(k).fill(-size),
  upper: new Float64Array(k).fill(size),
});

test("a tent", () => {
  const tent = (x: Float64Array) => x.reduce((sum, value, i) => sum + (i + 1) * Math.abs(value - i / 3), 0);
  const found = minimiseBySimplex(tent, Float64Array.of(1, 1), box(2));
  for (const [i, value] of found.x.entries()) expect(value).toBeCloseTo(i / 3, 6);
  expect(found.converged).toBe(true);
});

test("a bowl of four coordinates", () => {
  const bowl = (x: Float64Array) => x.reduce((sum, value, i) => sum + (i + 1) * (value - i / 3) ** 2, 0);
  const found = minimiseBySimplex(bowl, new Float64Array(4).fill(1), box(4), { evaluationsMax: 3000 });
  for (const [i, value] of found.x.entries()) expect(value).toBeCloseTo(i / 3, 4);
});

test("the face of the box", () => {
  const found = minimiseBySimplex(
    (x) => (x[0]! - 3) ** 2 + (x[1]! + 1) ** 2,
    Float64Array.of(0, 0),
    box(2, 2),
  );
  expect(found.x[0]).toBeCloseTo(2, 4);
  expect(found.x[1]).toBeCloseTo(-1, 2);
});

test("NaN is as bad as can be, and an end is always reached", () => {
  const hole = (x: Float64Array) => (x[0]! < 0 ? Number.NaN : Math.sqrt(x[0]!));
  expect(minimiseBySimplex(hole, Float64Array.of(1), box(1)).x[0]).toBeGreaterThanOrEqual(0);
  const flat = minimiseBySimplex(() => 1, Float64Array.of(1, 2), box(2), {
    evaluationsMax: 20,
    tolerance: 0,
  });
  expect(flat.converged).toBe(false);
});
