import { describe, expect, test } from "vitest";
import type { Bars } from "../trade/bars.ts";
import { alignBars, columnOf, loadBar, sessionMarket } from "./market.ts";
import { createSession } from "./session.ts";
import { defaultSettings } from "./settings.ts";
import { barsFrom, dayMs, type Row, still } from "./testing/scenario.ts";

const rows = (...prices: (number | undefined)[]): Row[] =>
  prices.map((p) => (p === undefined ? undefined : still(p)));
const bars = (symbol: string, ...prices: (number | undefined)[]): Bars => barsFrom(symbol, rows(...prices));
const gap = Number.NaN;

describe("alignment", () => {
  test("uses the columns of one symbol as they are", () => {
    const one = bars("A", 1, undefined, 3);
    const market = alignBars([one]);
    expect(market.ts).toBe(one.ts);
    expect(market.bars[0]).toBe(one);
    expect(market.timeframeMs).toBe(dayMs);
  });

  test("uses columns that share a time line as they are", () => {
    const [a, b] = [bars("A", 1, 2), bars("B", 3, 4)];
    expect(alignBars([a, b]).bars).toEqual([a, b]);
    expect(alignBars([a, b]).bars[1]!.close).toBe(b.close);
    const same = { ...b, ts: a.ts };
    expect(alignBars([a, same]).bars[1]).toBe(same);
  });

  test("puts NaN where a symbol has no bar, in further columns, too", () => {
    const funded = barsFrom("B", rows(undefined, 5, 6), { funding: Float64Array.of(0, 0.1, 0.2) });
    const market = alignBars([bars("A", 1, 2, undefined, 4), funded]);
    expect([...market.ts]).toEqual([0, dayMs, 2 * dayMs, 3 * dayMs]);
    expect([...market.bars[0]!.close]).toEqual([1, 2, gap, 4]);
    expect([...market.bars[1]!.open]).toEqual([gap, 5, 6, gap]);
    expect([...market.bars[1]!.extra!.funding!]).toEqual([gap, 0.1, 0.2, gap]);
    expect(market.symbols).toEqual(["A", "B"]);
  });

  test.each([
    ["no data", [], "a run needs the bars of at least one symbol; got none"],
    [
      "a symbol given twice",
      [bars("A", 1), bars("B", 1), bars("A", 2)],
      "symbol A is given twice; give each symbol one data set",
    ],
    ["a symbol without bars", [bars("A", 1), bars("B")], "B has no bars; at least one is needed"],
    [
      "mixed timeframes",
      [bars("A", 1), { ...bars("B", 1), timeframeMs: 60_000 }],
      "all data must share one timeframe; A has 86400000 ms, B 60000 ms",
    ],
  ])("refuses %s", (_, given, message) => {
    expect(() => alignBars(given)).toThrow(message);
  });
});

describe("the column of a source", () => {
  const market = alignBars([
    barsFrom("A", rows(1, 2, 3), { mood: Float64Array.of(7, 8, 9) }),
    bars("B", undefined, 5),
  ]);
  const source = (symbol: string, field: string) => columnOf(market, { type: "source", symbol, field });

  test("is one of the bars, or a further one by name", () => {
    expect(source("A", "close")).toBe(market.bars[0]!.close);
    expect([...source("A", "mood")!]).toEqual([7, 8, 9]);
  });

  test("is a time only where there is a bar", () => {
    expect([...source("B", "ts")!]).toEqual([gap, dayMs, gap]);
    const alone = alignBars([bars("A", 1, 2)]);
    expect(columnOf(alone, { type: "source", symbol: "A", field: "ts" })).toBe(alone.ts);
  });

  test("is not there for an unknown name or symbol", () => {
    expect(source("A", "clsoe")).toBeUndefined();
    expect(source("B", "mood")).toBeUndefined();
    expect(source("C", "close")).toBeUndefined();
  });
});

test("loading a bar shows a session its prices and nothing else", () => {
  const market = alignBars([
    barsFrom("A", [[2, 4, 1, 3]], { funding: Float64Array.of(0.1) }),
    bars("B", undefined, 5),
  ]);
  const session = createSession(sessionMarket(market), defaultSettings);
  loadBar(session, market, 0);
  expect(session).toMatchObject({ index: 0, ts: 0 });
  expect(session.slots[0]).toMatchObject({
    present: true,
    open: 2,
    high: 4,
    low: 1,
    close: 3,
    paysFunding: true,
    funding: 0.1,
  });
  expect(session.slots[1]).toMatchObject({ present: false, open: gap, paysFunding: false, funding: gap });
  const without = createSession(sessionMarket(market), { ...defaultSettings, funding: false });
  expect(without.slots[0]!.paysFunding).toBe(false);
});
