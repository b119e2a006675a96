import { expect, test } from "vitest";
import { ewmaCovariances } from "./ewma.ts";

const x = Float64Array.from({ length: 100 }, (_, t) => Math.sin(1.3 * t));
const y = Float64Array.from({ length: 100 }, (_, t) => Math.cos(0.7 * t) + x[t]!);

test("weights fall by lambda with age", () => {
  const pairs = ewmaCovariances([x, y], { lambda: 0.9 });
  expect(pairs.map(({ i, j }) => [i, j])).toEqual([
    [0, 0],
    [0, 1],
    [1, 1],
  ]);
  const { covariance, correlation } = pairs[1]!;
  let first = 0;
  for (let t = 0; t < 75; t++) first += (x[t]! * y[t]!) / 75;
  let want = first * 0.9 ** 40;
  for (let age = 0; age < 40; age++) want += 0.1 * 0.9 ** age * x[39 - age]! * y[39 - age]!;
  expect(covariance[0]).toBeCloseTo(first, 14);
  expect(covariance[40]).toBeCloseTo(want, 14);
  const variances = pairs[0]!.covariance[40]! * pairs[2]!.covariance[40]!;
  expect(correlation[40]).toBeCloseTo(covariance[40]! / Math.sqrt(variances), 14);
  expect(pairs[0]!.correlation.every((r) => Math.abs(r - 1) < 1e-12)).toBe(true);
});

test("what it cannot compute it refuses, and a gap stays one", () => {
  expect(() => ewmaCovariances([x, y], { lambda: 1 })).toThrow("lambda must be in (0, 1); was 1");
  expect(() => ewmaCovariances([x, y.subarray(1)])).toThrow(/one length/);
  expect(() => ewmaCovariances([])).toThrow(/at least one row/);
  expect(ewmaCovariances([x.with(80, Number.NaN), y])[0]!.covariance.at(-1)).toBeNaN();
});
