import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { backtestOverfitting } from "./overfitting.ts";

const random = seeded(41);
const returns = (mean: number, n = 400) =>
  Float64Array.from({ length: n }, () => mean + 0.01 * normal(random));

test("skill is no overfitting", () => {
  const { pbo, selected, lossProbability } = backtestOverfitting([returns(0), returns(0.005), returns(0)], 8);
  expect(pbo).toBe(0);
  expect(new Set(selected)).toEqual(new Set([1]));
  expect(lossProbability).toBe(0);
});

test("a choice among noise is a coin's throw on average", () => {
  let sum = 0;
  for (let i = 0; i < 30; i++) {
    sum += backtestOverfitting(
      Array.from({ length: 10 }, () => returns(0)),
      8,
    ).pbo;
  }
  expect(sum / 30).toBeGreaterThan(0.35);
  expect(sum / 30).toBeLessThan(0.7);
});

test("what wins in one half by losing in the other is overfitted for certain", () => {
  // Each strategy gains in one block what it loses over all others: the best in sample has its block there.
  const strategies = Array.from({ length: 4 }, (_, k) =>
    Float64Array.from(
      { length: 80 },
      (_, t) => (Math.floor(t / 20) === k ? 0.03 : -0.01) + 1e-4 * normal(random),
    ),
  );
  const { pbo, lossProbability, logits } = backtestOverfitting(strategies, 4);
  expect(logits).toHaveLength(6);
  expect(pbo).toBe(1);
  expect(lossProbability).toBe(1);
});

test("equal strategies share their rank, and the first is selected", () => {
  const one = returns(0);
  const { logits, selected, degradation } = backtestOverfitting([one, one.slice()], 4);
  expect([...logits]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(new Set(selected)).toEqual(new Set([0]));
  expect(Number.isFinite(degradation.slope)).toBe(true);
});

test("rows beyond a multiple of the blocks are left out at the beginning", () => {
  const columns = [returns(0, 83), returns(0, 83)];
  const cut = columns.map((column) => column.subarray(3));
  expect(backtestOverfitting(columns, 4)).toEqual(backtestOverfitting(cut, 4));
});

describe("bad input is refused", () => {
  const two = [returns(0), returns(0)];
  test.each([
    [two.slice(1), 4, /at least two strategies; there are 1/],
    [two, 5, /even number from 2 to 18; was 5/],
    [two, 40, /even number from 2 to 18; was 40/],
    [[returns(0), returns(0, 399)], 4, /one length; were 400 and 399 rows/],
    [[returns(0, 10), returns(0, 10)], 8, /at least 16 values; was given 10/],
    [[returns(0), returns(0).with(3, Number.NaN)], 4, /value 4 is NaN/],
  ])("%#", (strategies, blocks, message) => {
    expect(() => backtestOverfitting(strategies, blocks)).toThrow(message);
  });
});
