import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { minimiseInBox } from "./bfgs.ts";
import { type SmoothObjective, withDifferences } from "./differences.ts";

const free = (k: number) => ({
  lower: new Float64Array(k).fill(Number.NEGATIVE_INFINITY),
  upper: new Float64Array(k).fill(Number.POSITIVE_INFINITY),
});

/** Rosenbrock's valley, least at (1, 1). */
const valley: SmoothObjective = (x, g) => {
  const [a, b] = [x[0]!, x[1]!];
  g[0] = -400 * a * (b - a * a) - 2 * (1 - a);
  g[1] = 200 * (b - a * a);
  return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
};

describe("a curved valley", () => {
  test.each([
    [-1.2, 1],
    [3, -4],
    [0, 0],
  ])("from (%d, %d)", (a, b) => {
    const found = minimiseInBox(valley, Float64Array.of(a, b), free(2));
    expect(found.converged).toBe(true);
    expect(found.x[0]).toBeCloseTo(1, 4);
    expect(found.x[1]).toBeCloseTo(1, 4);
  });

  test("cut by a bound", () => {
    const box = { lower: Float64Array.of(-2, -2), upper: Float64Array.of(0.5, 2) };
    const found = minimiseInBox(valley, Float64Array.of(-1.2, 1), box);
    expect([...found.x].map((x) => Math.round(1e6 * x) / 1e6)).toEqual([0.5, 0.25]);
    expect(found.converged).toBe(true);
  });

  test("by differences of values", () => {
    const { lower, upper } = free(2);
    const values = withDifferences((x) => valley(x, new Float64Array(2)), lower, upper, 1e-6);
    expect(minimiseInBox(values, Float64Array.of(-1.2, 1), free(2)).x[0]).toBeCloseTo(1, 3);
  });
});

const number = fc.double({ min: -3, max: 3, noNaN: true });
property.prop([
  fc.array(number, { minLength: 4, maxLength: 4 }),
  fc.double({ min: 0.01, max: 1, noNaN: true }),
])("a bowl in a box is least at the nearest point of the box", (centre, narrow) => {
  const bowl: SmoothObjective = (x, g) => {
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      const weight = i % 2 === 0 ? 1 : 1 / narrow;
      g[i] = 2 * weight * (x[i]! - centre[i]!);
      sum += weight * (x[i]! - centre[i]!) ** 2;
    }
    return sum;
  };
  const box = { lower: new Float64Array(4).fill(-1), upper: new Float64Array(4).fill(1) };
  const { x } = minimiseInBox(bowl, new Float64Array(4), box);
  for (let i = 0; i < 4; i++) expect(x[i]).toBeCloseTo(Math.min(1, Math.max(-1, centre[i]!)), 4);
});

test("a wall of infinite values is no place to go", () => {
  const walled: SmoothObjective = (x, g) => {
    g[0] = 1 - 1 / x[0]!;
    return x[0]! > 0 ? x[0]! - Math.log(x[0]!) : Number.POSITIVE_INFINITY;
  };
  expect(minimiseInBox(walled, Float64Array.of(30), free(1)).x[0]).toBeCloseTo(1, 4);
});

test("without an end it stops, and says so", () => {
  const slope: SmoothObjective = (x, g) => {
    g[0] = -1;
    return -x[0]!;
  };
  expect(minimiseInBox(slope, Float64Array.of(0), free(1), { iterationsMax: 30 }).converged).toBe(false);
});

test("a start without a value is a bug", () => {
  expect(() => minimiseInBox(() => Number.NaN, Float64Array.of(0), free(1))).toThrow(/must start/);
});
