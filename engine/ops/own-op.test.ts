import { boolean, number, op, strategy, window } from "bot4/strategy";
import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { plan } from "../graph/strategy.ts";

/** What a user may write in a file of their own: state, a loop, any arithmetic. */
const streak = op({
  name: "streak",
  inputs: { price: number, quiet: boolean },
  params: { n: window() },
  init: ({ n }) => ({ n, last: Number.NaN, run: 0 }),
  step: (s, price, quiet) => {
    s.run = price > s.last && quiet === 0 ? s.run + 1 : 0;
    s.last = price;
    return Math.min(s.run, s.n);
  },
});
const isEven = op({
  name: "isEven",
  inputs: [number],
  output: boolean,
  step: (_, x) => (x % 2 === 0 ? 1 : 0),
});

describe("a user's own operator", () => {
  const close = [1, 3, 4, Number.NaN, 5, 7, 9, 2];

  test("runs as a column and as a stream, and skips missing bars", () => {
    const build = (market: { close: Parameters<typeof isEven>[0] }) =>
      streak({ price: market.close, quiet: isEven(market.close) }, 2);
    const expected = [0, 1, 0, Number.NaN, 1, 2, 2, 0];
    expect([...evaluate({ close }, build)]).toEqual(expected);
    expect([...evaluate({ close }, build, { mode: "stream" })]).toEqual(expected);
  });

  test("takes part in plans and hashes like any other", () => {
    const own = strategy({
      name: "own",
      decide: (market) => ({ target: streak({ price: market.close, quiet: isEven(market.close) }, 3) }),
    });
    expect(plan(own, { symbols: ["A"], timeframeMs: 1 }).text).toMatchInlineSnapshot(`
      "a = close
      b = isEven a
      c = streak[3] a b
      target: c"
    `);
  });
});
