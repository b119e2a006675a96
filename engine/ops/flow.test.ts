import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import type { Node, Series, Signal } from "../graph/node.ts";
import * as ops from "./index.ts";

const _ = Number.NaN;
const run = (x: number[], build: (x: Series) => Node) => [...evaluate({ x }, (m) => build(m.series("x")))];
const both = (x: number[], y: number[], build: (x: Series, y: Series) => Node) => [
  ...evaluate({ x, y }, (m) => build(m.series("x"), m.series("y"))),
];
const on = (x: Series): Signal => ops.gt(x, 0);

describe("choice and knowledge", () => {
  test("where needs only the value that it chooses", () => {
    const chosen = both([1, 0, 1, 0, _], [5, _, _, 5, 5], (x, y) => ops.where(on(x), y, -1));
    expect(chosen).toEqual([5, -1, _, -1, _]);
  });

  test("coalesce takes the right value where the left is not known", () => {
    expect(both([1, _, 3, _], [9, 8, 7, _], (x, y) => ops.coalesce(x, y))).toEqual([1, 8, 3, _]);
  });

  test("isKnown is known on every bar", () => {
    expect(run([_, 1, _], (x) => ops.isKnown(x))).toEqual([0, 1, 0]);
  });

  test("hold keeps the last known value, of a series and of a signal", () => {
    expect(run([_, 1, _, _, 2], (x) => ops.hold(x))).toEqual([_, 1, 1, 1, 2]);
    expect(run([_, 1, _, -1, _], (x) => ops.holdSignal(on(x)))).toEqual([_, 1, 1, 0, 0]);
  });
});

describe("memory", () => {
  test("lag and diff count known values, not bars", () => {
    expect(run([1, 2, _, 4, 7], (x) => ops.lag(x))).toEqual([_, 1, _, 2, 4]);
    expect(run([1, 2, 4, 7], (x) => ops.lag(x, 2))).toEqual([_, _, 1, 2]);
    expect(run([1, 2, _, 4, 7], (x) => ops.diff(x))).toEqual([_, 1, _, 2, 3]);
    expect(run([1, 2, 4, 7], (x) => ops.diff(x, 2))).toEqual([_, _, 3, 5]);
    expect(run([1, 2], (x) => ops.lag(x, 5))).toEqual([_, _]);
  });

  test("latch goes on, stays, goes off, and prefers off", () => {
    const set = [0, 1, 0, 0, 1, 1];
    const reset = [0, 0, 0, 1, 1, 0];
    expect(both(set, reset, (x, y) => ops.latch(on(x), on(y)))).toEqual([0, 1, 1, 0, 0, 1]);
  });

  test("barsSince counts from 0 and is not known before the first", () => {
    expect(run([0, 0, 1, 0, _, 0, 1], (x) => ops.barsSince(on(x)))).toEqual([_, _, 0, 1, _, 2, 0]);
  });

  test("valueWhen keeps the value at the last true", () => {
    const kept = both([0, 1, 0, 1], [5, 6, 7, 8], (x, y) => ops.valueWhen(on(x), y));
    expect(kept).toEqual([_, 6, 6, 8]);
  });

  test("countTrue counts within its window", () => {
    expect(run([1, 0, 1, 1, 0, 0, 0], (x) => ops.countTrue(on(x), 3))).toEqual([_, _, 2, 2, 2, 1, 0]);
  });

  test("once is true once", () => {
    expect(run([0, 1, 0, 1], (x) => ops.once(on(x)))).toEqual([0, 1, 0, 0]);
  });
});

describe("all values so far", () => {
  test("cumMax and cumMin", () => {
    expect(run([3, 1, _, 4], (x) => ops.cumMax(x))).toEqual([3, 3, _, 4]);
    expect(run([3, 1, _, 4], (x) => ops.cumMin(x))).toEqual([3, 1, _, 1]);
  });

  test("cumSum does not lose what is small beside a large sum that goes again", () => {
    expect(run([1, 1e100, 1, -1e100], (x) => ops.cumSum(x)).at(-1)).toBe(2);
    expect(run([0.1, 0.2, _, 0.3], (x) => ops.cumSum(x)).at(-1)).toBeCloseTo(0.6, 15);
  });
});

describe("crosses: touching is neutral", () => {
  const zero = (x: number[], build: (x: Series) => Node) => run(x, build);
  test("up to the line, along it and on above is one cross", () => {
    expect(zero([-1, 0, 0, 1, 2], (x) => ops.crossOver(x, 0))).toEqual([_, 0, 0, 1, 0]);
  });
  test("up to the line and back is none", () => {
    expect(zero([-1, 0, -1, 1], (x) => ops.crossOver(x, 0))).toEqual([_, 0, 0, 1]);
    expect(zero([-1, 0, -1], (x) => ops.crossUnder(x, 0))).toEqual([_, 0, 0]);
  });
  test("a start on the line is no side", () => {
    expect(zero([0, 1, -1], (x) => ops.crossOver(x, 0))).toEqual([_, 0, 0]);
    expect(zero([0, 1, -1], (x) => ops.crossUnder(x, 0))).toEqual([_, 0, 1]);
  });
  test("a missing bar between does not hide a cross", () => {
    expect(zero([-1, _, 1], (x) => ops.crossOver(x, 0))).toEqual([_, _, 1]);
  });
  test("cross is either", () => {
    expect(zero([-1, 1, 0, -1, -2], (x) => ops.cross(x, 0))).toEqual([_, 1, 0, 1, 0]);
  });
});

describe("runs", () => {
  test("rising and falling ask for every one of the last n", () => {
    expect(run([1, 2, 3, 3, 4, 5, 6], (x) => ops.rising(x, 2))).toEqual([_, _, 1, 0, 0, 1, 1]);
    expect(run([3, 2, 1, 2], (x) => ops.falling(x))).toEqual([_, 1, 1, 0]);
  });
});
