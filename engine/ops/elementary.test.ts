import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import type { Node, Series, Signal } from "../graph/node.ts";
import * as ops from "./index.ts";

const _ = Number.NaN;
const a = [1, -2, 2.5, 0, _, 7];
const b = [2, 3, 0, 0, 1, 7];
type Build = (a: Series, b: Series) => Node;
const run = (build: Build) => [...evaluate({ a, b }, (m) => build(m.series("a"), m.series("b")))];

describe("arithmetic is that of numbers, NaN where the result is not a finite one", () => {
  test.each<[string, Build, number[]]>([
    ["add", (x, y) => ops.add(x, y), [3, 1, 2.5, 0, _, 14]],
    ["sub", (x, y) => ops.sub(x, y), [-1, -5, 2.5, 0, _, 0]],
    ["mul", (x, y) => ops.mul(x, y), [2, -6, 0, 0, _, 49]],
    ["div", (x, y) => ops.div(x, y), [0.5, -2 / 3, _, _, _, 1]],
    ["mod", (x, y) => ops.mod(x, y), [1, 1, _, _, _, 0]],
    ["pow", (x, y) => ops.pow(x, y), [1, -8, 1, 1, _, 823543]],
    ["neg", (x) => ops.neg(x), [-1, 2, -2.5, -0, _, -7]],
    ["abs", (x) => ops.abs(x), [1, 2, 2.5, 0, _, 7]],
    ["sign", (x) => ops.sign(x), [1, -1, 1, 0, _, 1]],
    ["sqrt", (_x, y) => ops.sqrt(ops.sub(y, 1)), [1, Math.SQRT2, _, _, 0, Math.sqrt(6)]],
    ["log", (x) => ops.log(x), [0, _, Math.log(2.5), _, _, Math.log(7)]],
    ["exp", (x) => ops.exp(ops.mul(x, 200)), [Math.exp(200), Math.exp(-400), Math.exp(500), 1, _, _]],
    ["floor", (x) => ops.floor(x), [1, -2, 2, 0, _, 7]],
    ["ceil", (x) => ops.ceil(x), [1, -2, 3, 0, _, 7]],
    ["round", (x) => ops.round(ops.neg(x)), [-1, 2, -2, -0, _, -7]],
    ["greatest", (x, y) => ops.greatest(x, y), [2, 3, 2.5, 0, _, 7]],
    ["least", (x, y) => ops.least(x, y), [1, -2, 0, 0, _, 7]],
    ["clamp", (x) => ops.clamp({ x, low: -1, high: 2 }), [1, -1, 2, 0, _, 2]],
    ["clamp, bounds crossed", (x) => ops.clamp({ x, low: 5, high: 2 }), [2, 2, 2, 2, _, 2]],
  ])("%s", (_name, build, expected) => {
    expect(run(build)).toEqual(expected);
  });
});

describe("comparison gives a signal, not known where either side is not", () => {
  test.each<[string, Build, number[]]>([
    ["gt", (x, y) => ops.gt(x, y), [0, 0, 1, 0, _, 0]],
    ["ge", (x, y) => ops.ge(x, y), [0, 0, 1, 1, _, 1]],
    ["lt", (x, y) => ops.lt(x, y), [1, 1, 0, 0, _, 0]],
    ["le", (x, y) => ops.le(x, y), [1, 1, 0, 1, _, 1]],
    ["eq", (x, y) => ops.eq(x, y), [0, 0, 0, 1, _, 1]],
    ["ne", (x, y) => ops.ne(x, y), [1, 1, 1, 0, _, 0]],
    ["within", (x) => ops.within({ x, low: -2, high: 1 }), [1, 1, 0, 1, _, 0]],
  ])("%s", (_name, build, expected) => {
    expect(run(build)).toEqual(expected);
  });
});

describe("logic", () => {
  const p = [0, 0, 1, 1, _];
  const q = [0, 1, 0, 1, 1];
  const logic = (build: (p: Signal, q: Signal) => Signal) => [
    ...evaluate({ p, q }, (m) => build(ops.gt(m.series("p"), 0), ops.gt(m.series("q"), 0))),
  ];
  test.each<[string, (p: Signal, q: Signal) => Signal, number[]]>([
    ["and", (x, y) => ops.and(x, y), [0, 0, 0, 1, _]],
    ["or", (x, y) => ops.or(x, y), [0, 1, 1, 1, _]],
    ["xor", (x, y) => ops.xor(x, y), [0, 1, 1, 0, _]],
    ["not", (x) => ops.not(x), [1, 1, 0, 0, _]],
  ])("%s", (_name, build, expected) => {
    expect(logic(build)).toEqual(expected);
  });
});
