import { describe, expect, test } from "vitest";
import { plan, type Strategy, strategy } from "../graph/strategy.ts";
import { gt } from "../ops/gt.ts";
import { sma } from "../ops/sma.ts";
import { alignBars, type MarketData } from "./market.ts";
import type { Settings } from "./settings.ts";
import { barsFrom, dayMs, fillsOf, freeSettings, type Row, still } from "./testing/scenario.ts";
import { decisionColumns, firstIndex, runVector, shapeOf } from "./vector.ts";

const rows = (...prices: (number | undefined)[]): Row[] =>
  prices.map((p) => (p === undefined ? undefined : still(p)));
const gap = Number.NaN;

const planOf = (definition: Strategy, { symbols, timeframeMs }: MarketData) =>
  plan(definition, { symbols, timeframeMs });
const run = (definition: Strategy, market: MarketData, settings: Partial<Settings> = {}) =>
  runVector(planOf(definition, market), market, freeSettings(settings), 365);

const hold = strategy({ name: "hold", decide: () => ({ target: 1 }) });
const above = strategy({
  name: "above",
  decide: ({ close }) => ({ target: gt(close, sma(close, 3)), stop: { fraction: 0.1 }, expire: 2 }),
});
/** Wants all from the first bar, but with a stop that knows itself only after three. */
const early = strategy({ name: "early", decide: ({ close }) => ({ target: 1, stop: sma(close, 3) }) });

describe("warm-up", () => {
  const market = alignBars([barsFrom("X", rows(1, 2, 3, 4, 5))]);

  test("is over when the whole graph has warmed up, not its target alone", () => {
    expect([...decisionColumns(planOf(early, market), market)[0]!.columns.target]).toEqual([
      gap,
      gap,
      1,
      1,
      1,
    ]);
    expect(fillsOf(run(early, market))).toEqual(["3 buy 250 @ 4 entry"]);
  });

  test("of nothing decides at the first bar", () => {
    expect([...decisionColumns(planOf(hold, market), market)[0]!.columns.target]).toEqual([1, 1, 1, 1, 1]);
  });

  test("counts the bars that a symbol has", () => {
    const two = alignBars([
      barsFrom("A", rows(1, 2, 3, 4, 5, 6)),
      barsFrom("B", rows(undefined, 2, undefined, 4, 5, 6)),
    ]);
    const [a, b] = decisionColumns(planOf(early, two), two);
    expect([...a!.columns.target]).toEqual([gap, gap, 1, 1, 1, 1]);
    expect([...b!.columns.target]).toEqual([gap, gap, gap, gap, 1, 1]);
  });

  test("longer than the data decides nothing", () => {
    const short = alignBars([barsFrom("X", rows(1, 2))]);
    expect(run(early, short).fills).toEqual([]);
  });
});

describe("the first bar that counts", () => {
  const market = alignBars([barsFrom("X", rows(1, 2, 3, 4, 5, 6))]);

  test("opens at or after the time given", () => {
    const { ts } = market;
    expect(firstIndex(ts, undefined)).toBe(0);
    expect(firstIndex(ts, 2 * dayMs)).toBe(2);
    expect(firstIndex(ts, 2 * dayMs + 1)).toBe(3);
    expect(firstIndex(ts, 9 * dayMs)).toBe(6);
  });

  test("is where trading starts; earlier bars warm up", () => {
    const outcome = run(above, market, { fromMs: 3 * dayMs });
    expect(outcome.start).toBe(3);
    expect(fillsOf(outcome)).toEqual(["4 buy 200 @ 5 entry"]);
    expect([...outcome.equity]).toEqual([1000, 1000, 1000, 1000, 1000, 1200]);
    expect([...outcome.benchmark]).toEqual([1000, 1000, 1000, 1000, 1250, 1500]);
  });

  test("may come after the data: nothing happens", () => {
    const outcome = run(hold, market, { fromMs: 99 * dayMs });
    expect([outcome.start, outcome.fills.length, outcome.trades.length]).toEqual([6, 0, 0]);
    expect([...outcome.equity]).toEqual([1000, 1000, 1000, 1000, 1000, 1000]);
  });
});

describe("a run", () => {
  test("says who drove it and when a year is over", () => {
    const market = alignBars([barsFrom("X", rows(1, 2))]);
    expect(run(hold, market)).toMatchObject({
      driver: "vector",
      barsPerYear: 365,
      symbols: ["X"],
      timeframeMs: dayMs,
    });
  });

  test("takes the least change of a target from the strategy unless the settings have one", () => {
    const market = alignBars([
      barsFrom("X", rows(1, 1, 1, 1), { wish: Float64Array.of(0.5, 0.6, 0.9, 0.9) }),
    ]);
    const wish = strategy({
      name: "wish",
      rebalance: 0.2,
      decide: ({ series }) => ({ target: series("wish") }),
    });
    expect(fillsOf(run(wish, market))).toEqual(["1 buy 500 @ 1 entry", "3 buy 400 @ 1 entry"]);
    expect(fillsOf(run(wish, market, { rebalance: 0 }))).toEqual([
      "1 buy 500 @ 1 entry",
      "2 buy 100 @ 1 entry",
      "3 buy 300 @ 1 entry",
    ]);
  });

  test("ends with positions marked at their last close, as open trades", () => {
    const market = alignBars([barsFrom("A", rows(1, 1, 2, 3)), barsFrom("B", rows(1, 1, 4))]);
    const half = strategy({ name: "half", decide: () => ({ target: 0.5 }) });
    expect(run(half, market, { fees: { taker: 0.25, maker: 0, fixed: 0 } }).trades).toEqual([
      expect.objectContaining({
        symbol: "A",
        exitIndex: 3,
        exitTs: 3 * dayMs,
        exitPrice: 3,
        exitReason: "end",
        open: true,
        quantity: 400,
        fees: 100,
        pnl: 700,
      }),
      expect.objectContaining({
        symbol: "B",
        exitIndex: 3,
        exitPrice: 4,
        exitReason: "end",
        open: true,
        mfe: 3,
      }),
    ]);
  });

  test("stands beside buy and hold of all symbols, each from its first bar", () => {
    const market = alignBars([
      barsFrom("A", rows(1, 1, 2, 2)),
      barsFrom("B", rows(undefined, undefined, 4, undefined)),
      barsFrom("C", rows(5)),
    ]);
    const idle = strategy({ name: "idle", decide: () => ({ target: 0 }) });
    const third = 1000 / 3;
    expect([...run(idle, market).benchmark]).toEqual([3, 3, 4, 4].map((n) => expect.closeTo(n * third, 9)));
    expect([...run(idle, market, { fromMs: dayMs }).benchmark]).toEqual(
      [3, 3, 4, 4].map((n) => expect.closeTo(n * third, 9)),
    );
  });

  test("knows the shape of each decision", () => {
    const market = alignBars([barsFrom("X", rows(1))]);
    expect(shapeOf(planOf(above, market).decisions[0]!)).toEqual({ stop: "fraction", expire: 2 });
    const all = strategy({
      name: "all",
      decide: () => ({ target: 1, stop: 1, takeProfit: { price: 2 }, trail: { fraction: 0.1 }, maxBars: 3 }),
    });
    expect(shapeOf(planOf(all, market).decisions[0]!)).toEqual({
      stop: "distance",
      takeProfit: "price",
      trail: "fraction",
      maxBars: 3,
    });
  });
});
