import { describe, expect, test } from "vitest";
import { evaluateAcross } from "../compile/evaluate.ts";
import type { Node } from "../graph/node.ts";
import { createTable } from "../graph/node.ts";
import { type Market, traceMarket } from "../graph/strategy.ts";
import * as ops from "./index.ts";

const _ = Number.NaN;
const bySymbol = {
  A: { close: [1, 5, _, 2, _] },
  B: { close: [2, 5, 3, 2, _] },
  C: { close: [6, 1, 4, _, 7] },
};
const of = (symbol: string, build: (market: Market) => Node) => [
  ...evaluateAcross(bySymbol, (market) => build(market.of(symbol))),
];

describe("across symbols: those without a value at the bar do not take part", () => {
  test("rankAcross is the percentile with shared places, not known for a symbol without a value", () => {
    expect(of("A", (m) => ops.rankAcross(m, ({ close }) => close))).toEqual([1 / 3, 2.5 / 3, _, 0.75, _]);
    expect(of("C", (m) => ops.rankAcross(m, ({ close }) => close))).toEqual([1, 1 / 3, 1, _, 1]);
  });

  test("meanAcross, demeanAcross", () => {
    expect(of("A", (m) => ops.meanAcross(m, ({ close }) => close))).toEqual([3, 11 / 3, 3.5, 2, 7]);
    expect(of("B", (m) => ops.demeanAcross(m, ({ close }) => close))).toEqual([-1, 5 - 11 / 3, -0.5, 0, _]);
  });

  test("stdAcross is the sample's, not known of fewer than two", () => {
    const got = of("A", (m) => ops.stdAcross(m, ({ close }) => close));
    expect(got[0]).toBeCloseTo(Math.sqrt(7), 14);
    expect(got[2]).toBeCloseTo(Math.SQRT1_2, 14);
    expect(got.slice(3)).toEqual([0, _]);
  });

  test("zscoreAcross is not known where all are equal", () => {
    const got = of("C", (m) => ops.zscoreAcross(m, ({ close }) => close));
    expect(got[0]).toBeCloseTo(3 / Math.sqrt(7), 14);
    expect(got.slice(3)).toEqual([_, _]);
  });

  test("topAcross never chooses more than it is told: of equals the earlier symbol wins", () => {
    const top = (symbol: string, count: number) =>
      of(symbol, (m) => ops.topAcross(m, ({ close }) => close, count));
    expect(top("A", 1)).toEqual([0, 1, _, 1, _]);
    expect(top("B", 1)).toEqual([0, 0, 0, 0, _]);
    expect(top("B", 2)).toEqual([1, 1, 1, 1, _]);
    expect(top("C", 1)).toEqual([1, 0, 1, _, 1]);
  });

  test("countAcross", () => {
    expect(of("A", (m) => ops.countAcross(m, ({ close }) => ops.gt(close, 1.5)))).toEqual([2, 2, 2, 2, 1]);
  });
});

describe("graphs over symbols", () => {
  const table = createTable();
  const market = traceMarket(table, ["A", "B"], 1, "A");

  test("equal expressions are one node, and symbols share what is the same for all", () => {
    const mean = (m: Market) => ops.meanAcross(m, ({ close }) => close);
    expect(mean(market)).toBe(mean(market.of("B")));
    const rank = (m: Market) => ops.rankAcross(m, ({ close }) => close);
    expect(rank(market)).toBe(rank(market));
    expect(rank(market)).not.toBe(rank(market.of("B")));
  });

  test("the warm-up is that of the slowest symbol", () => {
    expect(ops.rankAcross(market, ({ close }) => ops.sma(close, 20)).warmup).toBe(19);
  });

  test("a market of one symbol ranks it first", () => {
    const got = evaluateAcross({ A: { close: [1, 2] } }, (m) => ops.rankAcross(m, ({ close }) => close));
    expect([...got]).toEqual([1, 1]);
  });

  test("a count out of range is refused", () => {
    expect(() => ops.topAcross(market, ({ close }) => close, 0)).toThrow(
      "topAcross: count must be a whole number of at least 1; was 0",
    );
  });
});
