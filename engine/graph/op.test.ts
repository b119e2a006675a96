import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { atr, crossOver, gt, latch, macd, sma, std } from "../ops/index.ts";
import { createTable, sourceNode } from "./node.ts";
import { apply, boolean, inputNamesOf, number, op } from "./op.ts";
import { int, window } from "./params.ts";

const table = createTable();
const close = sourceNode(table, "A", "close");
const other = sourceNode(createTable(), "A", "close");
const loose = (f: unknown) => f as (...args: unknown[]) => unknown;

describe("a graph is checked while it is made", () => {
  test.each<[string, () => unknown, string]>([
    [
      "a signal for a series",
      () => loose(crossOver)(close, gt(close, 1)),
      "crossOver: right must be a number series; it is boolean",
    ],
    [
      "a series for a signal",
      () => loose(latch)(close, close),
      "latch: set must be a boolean series; it is number",
    ],
    ["nothing", () => loose(sma)(undefined, 3), "sma: x must be a number series; it is missing"],
    ["one missing", () => loose(gt)(close), "gt: right must be a number series; it is missing"],
    ["a list", () => loose(gt)(close, [1]), "gt: right must be a number series; it is a list"],
    ["a string", () => loose(gt)(close, "1"), "gt: right must be a number series; it is a string"],
    ["constants only", () => gt(1, 2), "gt: at least one input must be a series; all are constants"],
    ["another market", () => gt(close, other), "gt: right belongs to another market"],
    [
      "a named input missing",
      () => loose(atr)({ high: close, low: close }, 3),
      "close must be a number series; it is missing",
    ],
    [
      "no record",
      () => loose(op({ name: "own", inputs: { x: number }, step: (_, x) => x }))(3),
      "own: inputs must be a record",
    ],
  ])("%s", (_name, make, message) => {
    expect(make).toThrow(UserError);
    expect(make).toThrow(message);
  });
});

describe("a bad parameter names operator, parameter, rule and value", () => {
  test.each<[() => unknown, string]>([
    [() => sma(close, 0), "sma: n must be a whole number of at least 1; was 0"],
    [() => sma(close, 2.5), "sma: n must be a whole number of at least 1; was 2.5"],
    [() => sma(close, Number.NaN), "sma: n must be a whole number of at least 1; was NaN"],
    [() => loose(sma)(close), "sma: n must be a whole number of at least 1; was undefined"],
    [() => loose(sma)(close, "20"), "sma: n must be a whole number of at least 1; was 20"],
    [
      () => std(close, { n: 5, ddof: 2 }),
      "std: ddof must be a whole number of at least 0 and at most 1; was 2",
    ],
    [() => loose(std)(close, { n: 5, dof: 1 }), 'std: unknown parameter "dof"'],
    [() => loose(gt)(close, 1, 5), "gt: parameters must be a record"],
    [() => loose(macd)(close, 12), "macd: parameters must be a record of fast, slow, signal"],
  ])("%s", (make, message) => {
    expect(make).toThrow(UserError);
    expect(make).toThrow(message);
  });
});

describe("op", () => {
  test("the only parameter without a default may be given bare", () => {
    expect(std(close, 20)).toBe(std(close, { n: 20, ddof: 1 }));
    const two = op({ name: "two", inputs: [number], params: { a: int(1), b: int(2) }, step: (_, x) => x });
    expect(() => loose(two)(close, 3)).toThrow("two: parameters must be a record of a, b; was 3");
    expect(two(close)).toBe(two(close, { b: 2 }));
  });

  test("what is not told has defaults", () => {
    const { op: plain } = op({ name: "plain", inputs: [number], step: (_, x) => x });
    expect(plain).toMatchObject({ family: "own", about: "", output: "number", sees: false, named: false });
    expect([plain.warmup({}), plain.init({})]).toEqual([0, undefined]);
  });

  test("constants are lifted to the kind that is asked for", () => {
    const flip = op({ name: "flip", inputs: [boolean, boolean], output: boolean, step: (_, a, b) => a * b });
    expect(apply(flip.op, [gt(close, 1), true]).kind).toBe("boolean");
    expect(() => apply(flip.op, [gt(close, 1), 1])).toThrow("right must be a boolean series; it is number");
  });

  test("inputs are named by the caller or by their place", () => {
    expect(inputNamesOf([number])).toEqual(["x"]);
    expect(inputNamesOf([number, number])).toEqual(["left", "right"]);
    expect(inputNamesOf([number, number, number])).toEqual(["x1", "x2", "x3"]);
    expect(inputNamesOf({ high: number, low: number })).toEqual(["high", "low"]);
  });

  test("a window has no default and may ask for more than one bar", () => {
    expect(window(3).accepts(2)).toBe(false);
    expect(window().accepts(1)).toBe(true);
  });
});
