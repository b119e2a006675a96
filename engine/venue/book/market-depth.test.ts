import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import { type Book, bestTicks, createBook, depthOf, remove, rest } from "./book.ts";
import { clearMarket, marketTrade, type QueueMode, queueModes, setMarket, uncross } from "./market-depth.ts";
import { match } from "./match.ts";
import { market } from "./pool.ts";

type Trade = readonly [order: number, lots: number, ticks: number];

function bookWith(mode: QueueMode, seed = 1) {
  const trades: Trade[] = [];
  const gone: number[] = [];
  const book = createBook({
    traded: (order, lots, ticks) => {
      if (book.orders.owner[order] !== market) trades.push([order, lots, ticks]);
    },
    gone: (order) => gone.push(order),
    decremented: () => undefined,
    reducible: () => Number.POSITIVE_INFINITY,
  });
  const rule = { mode, power: 2, random: seeded(seed) };
  let stamp = 0;
  const set = (sign: 1 | -1, ticks: number, lots: number) =>
    setMarket(book, sign, ticks, lots, rule, ++stamp);
  return { book, trades, gone, set };
}

/** Lots of the market that stand before an order. */
function ahead({ orders }: Book, order: number): number {
  let lots = 0;
  for (let at = orders.before[order]!; at !== -1; at = orders.before[at]!) lots += orders.shown[at]!;
  return lots;
}

describe("the place in a queue of which only the size is known", () => {
  test("pessimistic: what comes later stands before it too", () => {
    const { book, set, trades } = bookWith("pessimistic");
    set(1, 100, 10);
    const own = rest(book, 1, 100, 3, 1);
    set(1, 100, 25);
    expect(ahead(book, own)).toBe(25);
    set(1, 100, 4);
    expect(ahead(book, own)).toBe(4);
    expect(marketTrade(book, -1, 100, 4)).toBe(0);
    expect(marketTrade(book, -1, 100, 2)).toBe(2);
    expect(trades).toEqual([[own, 2, 100]]);
  });

  test("trades: what comes later stands behind, and is cancelled first", () => {
    const { book, set } = bookWith("trades");
    set(1, 100, 10);
    const own = rest(book, 1, 100, 3, 1);
    set(1, 100, 25);
    expect(ahead(book, own)).toBe(10);
    set(1, 100, 11);
    expect(ahead(book, own)).toBe(10);
    set(1, 100, 6);
    expect(ahead(book, own)).toBe(6);
    marketTrade(book, -1, 100, 5);
    expect(ahead(book, own)).toBe(1);
    set(1, 100, 0);
    expect(ahead(book, own)).toBe(0);
    expect(depthOf(book, 1, 5)).toEqual([[100, 3]]);
  });

  test("probabilistic: a cancellation is divided by b^n / (a^n + b^n), in the mean", () => {
    const runs = 400;
    let moved = 0;
    for (let seed = 0; seed < runs; seed++) {
      const { book, set } = bookWith("probabilistic", seed);
      set(1, 100, 10);
      const own = rest(book, 1, 100, 3, 1);
      set(1, 100, 30);
      // 10 before, 20 behind, n = 2: of 4 cancelled, 4 * 100 / 500 = 0.8 stood before.
      set(1, 100, 26);
      moved += 10 - ahead(book, own);
    }
    expect(Math.abs(moved / runs - 0.8)).toBeLessThan(0.1);
  });

  test.each(queueModes)(
    "%s: the market's size is what was said, and simulated orders keep theirs",
    (mode) => {
      const step = fc.record({
        what: fc.constantFrom("set", "set", "set", "rest", "cancel", "trade", "take"),
        sign: fc.constantFrom(1 as const, -1 as const),
        off: fc.integer({ min: 0, max: 4 }),
        lots: fc.integer({ min: 0, max: 30 }),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 80 }), fc.nat(), (steps, seed) => {
          const { book, set, trades, gone } = bookWith(mode, seed);
          const own = new Map<number, number>();
          let told = 0;
          for (const { what, sign, off, lots } of steps) {
            const ticks = 100 - sign * (1 + off);
            if (what === "set") {
              set(sign, ticks, lots);
              expect(book.levels.market.reduce((sum, x) => sum + x, 0)).toBeGreaterThanOrEqual(lots);
            } else if (what === "rest" && lots > 0) own.set(rest(book, sign, ticks, lots, 1), lots);
            else if (what === "cancel" && own.size > 0) {
              const [order] = own.keys();
              remove(book, order!);
              own.delete(order!);
            } else if (what === "trade") marketTrade(book, sign, 100 + sign * (1 + off), lots);
            else if (what === "take")
              match(book, sign, 100 + sign * (1 + off), 2, "none", { left: lots, stopped: false });
            for (const [order, traded] of trades.slice(told)) own.set(order, own.get(order)! - traded);
            told = trades.length;
            for (const order of gone.splice(0)) {
              expect(own.get(order)).toBe(0);
              own.delete(order);
            }
            for (const [order, left] of own) expect(book.orders.shown[order]).toBe(left);
            checkLevels(book);
          }
          clearMarket(book);
          const left = [...own.values()].reduce((sum, lots) => sum + lots, 0);
          const shown = [...depthOf(book, 1, 99), ...depthOf(book, -1, 99)];
          expect(shown.reduce((sum, [, lots]) => sum + lots, 0)).toBe(left);
        }),
        { numRuns: 150 },
      );
    },
  );
});

/** Sums of a level are those of its orders, and no level is empty. */
function checkLevels(book: Book): void {
  const { orders, levels } = book;
  for (const ladder of [book.bids, book.asks]) {
    for (let k = 0; k < ladder.count; k++) {
      const level = ladder.ids[k]!;
      let [shown, ofMarket] = [0, 0];
      expect(levels.head[level]).not.toBe(-1);
      for (let order = levels.head[level]!; order !== -1; order = orders.next[order]!) {
        shown += orders.shown[order]!;
        if (orders.owner[order] === market) ofMarket += orders.shown[order]!;
      }
      expect([levels.shown[level], levels.market[level]]).toEqual([shown, ofMarket]);
      expect(shown).toBeGreaterThan(0);
      if (k > 0) expect(ladder.keys[k]!).toBeGreaterThan(ladder.keys[k - 1]!);
    }
  }
}

describe("trades of the market", () => {
  test("orders at a better price trade first, at their own; the market's stale levels there do not count", () => {
    const { book, set, trades } = bookWith("trades");
    set(1, 101, 50);
    const better = rest(book, 1, 101, 2, 1);
    set(1, 100, 3);
    const at = rest(book, 1, 100, 9, 1);
    expect(marketTrade(book, -1, 100, 10)).toBe(7);
    expect(trades).toEqual([
      [better, 2, 101],
      [at, 5, 100],
    ]);
    expect(bestTicks(book, 1)).toBe(100);
  });

  test("of what comes to simulated orders only a share is theirs", () => {
    const { book, trades } = bookWith("trades");
    rest(book, -1, 100, 10, 1);
    expect(marketTrade(book, 1, 100, 10, 0.3)).toBe(3);
    expect(trades.length).toBe(1);
  });
});

describe("a market that crosses", () => {
  test("fills simulated orders at their own price, with no more than it brings", () => {
    const { book, set, trades } = bookWith("trades");
    const own = rest(book, 1, 100, 10, 1);
    set(-1, 98, 4);
    set(-1, 101, 4);
    expect(uncross(book)).toBe(0);
    expect(trades).toEqual([[own, 4, 100]]);
    expect(bestTicks(book, -1)).toBe(101);
  });

  test("with itself: the older of two levels is gone", () => {
    const { book, set } = bookWith("trades");
    set(1, 100, 5);
    set(-1, 99, 7);
    expect(uncross(book)).toBe(1);
    expect([bestTicks(book, 1), bestTicks(book, -1)]).toEqual([Number.NaN, 99]);
  });
});
