import { expect, test } from "vitest";
import { fixedWidthWeights, fractionalWeights } from "./fractional-weights.ts";

test("weights of whole orders are the signed binomials", () => {
  expect([...fractionalWeights(2, 5)].map((w) => w + 0)).toEqual([1, -2, 1, 0, 0]);
  expect([...fractionalWeights(0, 3)].map((w) => w + 0)).toEqual([1, 0, 0]);
});

test("an order and its negative undo each other", () => {
  const [there, back] = [fractionalWeights(0.4, 30), fractionalWeights(-0.4, 30)];
  for (let k = 0; k < 30; k++) {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum += there[j]! * back[k - j]!;
    expect(sum).toBeCloseTo(k === 0 ? 1 : 0, 12);
  }
});

test("a window ends before the first weight below the threshold, and somewhere", () => {
  const weights = fixedWidthWeights(0.3, 0.01);
  const further = fractionalWeights(0.3, weights.length + 1);
  expect([...weights]).toEqual([...further.subarray(0, -1)]);
  expect(Math.abs(weights.at(-1)!)).toBeGreaterThanOrEqual(0.01);
  expect(Math.abs(further.at(-1)!)).toBeLessThan(0.01);
  expect(fixedWidthWeights(-1, 0.01)).toHaveLength(100_000);
});

test("bad input is refused", () => {
  expect(() => fixedWidthWeights(0.3, 0)).toThrow(/greater than 0; was 0/);
  expect(() => fixedWidthWeights(Number.NaN, 0.1)).toThrow(/order of differencing/);
  expect(() => fractionalWeights(Number.POSITIVE_INFINITY, 3)).toThrow(/order of differencing/);
});
