import { expect, test } from "vitest";
import { expandingFractionalDifference, fractionalDifference } from "./fractional-difference.ts";
import { fixedWidthWeights } from "./fractional-weights.ts";

const xs = Float64Array.from({ length: 60 }, (_, t) => Math.log(100 + t + 5 * Math.sin(t)));

test("order 1 is the difference, order 0 the series", () => {
  const difference = fractionalDifference(xs, { d: 1, threshold: 0.01 });
  expect(difference[0]).toBeNaN();
  for (let t = 1; t < 60; t++) expect(difference[t]).toBe(xs[t]! - xs[t - 1]!);
  expect([...fractionalDifference(xs, { d: 0 })]).toEqual([...xs]);
});

test("it reads no later value: a shorter series gives the same beginning", () => {
  const options = { d: 0.4, threshold: 0.01 };
  expect([...fractionalDifference(xs.subarray(0, 40), options)]).toEqual([
    ...fractionalDifference(xs, options).subarray(0, 40),
  ]);
});

test("a gap is one for as long as it is in the window", () => {
  const width = fixedWidthWeights(0.4, 0.05).length;
  const out = fractionalDifference(xs.with(30, Number.NaN), { d: 0.4, threshold: 0.05 });
  expect(out.findIndex((x, t) => t >= width - 1 && Number.isNaN(x))).toBe(30);
  expect(out.findLastIndex(Number.isNaN)).toBe(30 + width - 1);
});

test("the expanding window keeps all weights, and drops the values that lack most", () => {
  const all = expandingFractionalDifference(xs, { d: 0.4, tau: 1 });
  expect(all[0]).toBe(xs[0]);
  const some = expandingFractionalDifference(xs, { d: 0.4, tau: 0.3 });
  const first = some.findIndex((x) => !Number.isNaN(x));
  expect(first).toBeGreaterThan(0);
  expect([...some.subarray(first)]).toEqual([...all.subarray(first)]);
  expect(() => expandingFractionalDifference(xs, { d: 0.4, tau: 2 })).toThrow(
    /tau must be in \[0, 1\]; was 2/,
  );
  expect(expandingFractionalDifference(new Float64Array(0), { d: 0.4 })).toHaveLength(0);
});
