import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { calibrate } from "../../../engine/model/calibration.ts";
import { logistic } from "../../../engine/model/trees.ts";
import { fitIsotonic, fitPlatt } from "./calibration.ts";

const random = seeded(9);
const values = Float64Array.from({ length: 150 }, () => Math.round(normal(random) * 20) / 20);
const outcomes = values.map((v) => Number(random() < logistic(2 * v - 1)));

/** The isotonic fit at a value, by its min-max formula: the least over ends above of the greatest mean from below. */
function bruteIsotonic(x: number): number {
  const xs = [...new Set(values)].sort((a, b) => a - b);
  const mean = (from: number, to: number) => {
    const own = outcomes.filter((_, i) => values[i]! >= from && values[i]! <= to);
    return own.reduce((sum, y) => sum + y, 0) / own.length;
  };
  const above = xs.filter((end) => end >= x);
  const below = xs.filter((start) => start <= x);
  return Math.min(...above.map((end) => Math.max(...below.map((start) => mean(start, end)))));
}

test("the isotonic curve is that of the min-max formula", () => {
  const curve = fitIsotonic(values, outcomes);
  for (const x of new Set(values)) expect(calibrate(curve, x)).toBeCloseTo(bruteIsotonic(x), 12);
  expect(calibrate(curve, -1e9)).toBe(curve.y[0]);
  expect(calibrate(curve, 1e9)).toBe(curve.y.at(-1));
  expect(calibrate(curve, Number.NaN)).toBeNaN();
});

test("Platt's curve leaves no error on average, nor along the values, of outcomes that are almost certain", () => {
  const curve = fitPlatt(values, outcomes);
  const ones = outcomes.filter((outcome) => outcome === 1).length;
  const certain = (outcome: number) =>
    outcome === 1 ? (ones + 1) / (ones + 2) : 1 / (values.length - ones + 2);
  const errors = values.map((v, i) => calibrate(curve, v) - certain(outcomes[i]!));
  expect(Math.abs(errors.reduce((sum, e) => sum + e, 0))).toBeLessThan(1e-8);
  expect(Math.abs(errors.reduce((sum, e, i) => sum + e * values[i]!, 0))).toBeLessThan(1e-8);
  expect(curve.slope).toBeCloseTo(2, 0);
});

test("Platt's curve is a steep one where a value parts the outcomes, and one chance where all are alike", () => {
  const parted = fitPlatt(Float64Array.of(0.1, 0.2, 0.3, 0.4), Float64Array.of(0, 0, 1, 1));
  expect(calibrate(parted, 0.4)).toBeGreaterThan(0.7);
  expect(calibrate(parted, 0.1)).toBeLessThan(0.3);
  const alike = fitPlatt(Float64Array.of(0.5, 0.5), Float64Array.of(1, 1));
  expect(calibrate(alike, 0.5)).toBeCloseTo(3 / 4, 9);
});

test("refuses what is not paired or not known", () => {
  expect(() => fitIsotonic(Float64Array.of(1), Float64Array.of())).toThrow("there are 1 and 0");
  expect(() => fitPlatt(Float64Array.of(Number.NaN), Float64Array.of(1))).toThrow("known and finite");
});
