import { expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { add } from "../ops/add.ts";
import { mul } from "../ops/mul.ts";
import { composite } from "./composite.ts";
import { createTable, type Node, type Series, sourceNode } from "./node.ts";
import { number } from "./op.ts";
import { num, window } from "./params.ts";
import { printPlan } from "./print.ts";

const table = createTable();
const high = sourceNode(table, "X", "high");
const low = sourceNode(table, "X", "low");

const middle = composite({
  name: "middle",
  family: "price",
  about: "middle between high and low",
  inputs: { high: number, low: number },
  params: { n: window(), weight: num(0.5) },
  build: (bars, { n, weight }) => ({ one: mul(add(bars.high, bars.low), weight), n }),
});
const scaled = composite({
  name: "scaled",
  family: "price",
  about: "x times k",
  inputs: [number],
  params: { k: num(3) },
  build: (x, { k }) => mul(x, k),
});
const loose = (f: unknown) => f as (...args: unknown[]) => Node;

test("builds a graph of operators, with its parameters checked and filled in", () => {
  const made = middle({ high, low }, 7);
  expect(made.n).toBe(7);
  expect(printPlan({ one: made.one })).toBe("a = high\nb = low\nc = add a b\nd = mul c 0.5\none: d");
  expect(middle({ high, low }, { n: 7, weight: 0.5 }).one).toBe(made.one);
  expect(scaled(high)).toBe(mul(high, 3));
  expect(scaled(high, 4)).toBe(mul(high, 4));
});

test("describes itself", () => {
  expect(scaled.composite).toMatchObject({ name: "scaled", family: "price", about: "x times k" });
});

test.each<[string, () => unknown, string]>([
  ["no record", () => loose(middle)(high, 3), "middle: high must be a number series; it is missing"],
  ["a list", () => loose(middle)([high], 3), "middle: inputs must be a record of high, low"],
  ["a part missing", () => loose(middle)({ high }, 3), "middle: low must be a number series; it is missing"],
  ["constants only", () => scaled(1 as unknown as Series), "scaled: at least one input must be a series"],
  ["a signal", () => scaled(true as unknown as Series), "scaled: x must be a number series; it is boolean"],
  [
    "a bad parameter",
    () => middle({ high, low }, 0),
    "middle: n must be a whole number of at least 1; was 0",
  ],
  ["an unknown one", () => loose(scaled)(high, { l: 1 }), 'scaled: unknown parameter "l"; it has k'],
])("refuses %s by its own name", (_, make, message) => {
  expect(make).toThrow(UserError);
  expect(make).toThrow(message);
});
