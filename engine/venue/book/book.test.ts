import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Book, bestTicks, createBook, cut, depthOf, lotsLeft, remove, rest, shownAt } from "./book.ts";
import { fillable, match, selfTradeModes } from "./match.ts";
import { reduceOnly } from "./pool.ts";
import { NaiveBook, type NaiveEvent } from "./testing/naive-book.ts";

/** A book that writes down what it tells, by the names of its orders. */
function written(reducible: (order: number) => number = () => Number.POSITIVE_INFINITY) {
  const events: NaiveEvent[] = [];
  const names = new Map<number, string>();
  const slots = new Map<string, number>();
  const book: Book = createBook({
    traded: (order, lots, ticks) => events.push(["traded", names.get(order)!, lots, ticks]),
    decremented: (order, lots) => events.push(["decremented", names.get(order)!, lots, 0]),
    gone: (order, why) => {
      events.push([why, names.get(order)!, 0, 0]);
      slots.delete(names.get(order)!);
    },
    reducible,
  });
  const place = (
    name: string,
    sign: 1 | -1,
    ticks: number,
    lots: number,
    owner: number,
    display = 0,
    flags = 0,
  ) => {
    const order = rest(book, sign, ticks, lots, owner, display, flags);
    names.set(order, name);
    slots.set(name, order);
  };
  const cancel = (name: string) => {
    const order = slots.get(name);
    if (order === undefined) return;
    remove(book, order);
    slots.delete(name);
  };
  return { book, events, slots, place, cancel };
}

const side = fc.constantFrom(1 as const, -1 as const);
const action = fc.record({
  what: fc.constantFrom("order", "order", "order", "cancel", "cut", "fok"),
  side,
  ticks: fc.integer({ min: 95, max: 105 }),
  market: fc.boolean(),
  lots: fc.integer({ min: 1, max: 20 }),
  display: fc.integer({ min: 0, max: 4 }),
  owner: fc.integer({ min: 1, max: 3 }),
  mode: fc.constantFrom(...selfTradeModes),
  pick: fc.nat(),
});

test("does what the naive book does, event by event, and keeps the same depth and lots", () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 1, maxLength: 120 }), (actions) => {
      const naive = new NaiveBook();
      const { book, events, slots, place, cancel } = written();
      let [bought, sold] = [0, 0];
      actions.forEach((each, k) => {
        const { what, side: sign, ticks, lots, display, owner, mode, pick } = each;
        const open = [...slots.keys()];
        const chosen = open[pick % Math.max(1, open.length)];
        if (what === "cancel" && chosen !== undefined) {
          cancel(chosen);
          naive.cancel(chosen);
        } else if (what === "cut" && chosen !== undefined) {
          const left = lotsLeft(book, slots.get(chosen)!);
          const to = 1 + (pick % left);
          cut(book, slots.get(chosen)!, to);
          naive.cut(chosen, to);
        } else if (what === "order" || what === "fok") {
          const limit = each.market ? sign * Number.POSITIVE_INFINITY : ticks;
          const found = fillable(book, sign, limit, lots, owner, mode);
          expect(found).toBe(naive.fillable(sign, limit, lots, owner, mode));
          if (what === "fok" && found < lots) return;
          const take = { left: lots, stopped: false };
          match(book, sign, limit, owner, mode, take);
          expect(take).toEqual(naive.match(sign, limit, lots, owner, mode));
          if (what === "fok") expect(take.left).toBe(0);
          if (sign > 0) bought += lots - take.left;
          else sold += lots - take.left;
          if (take.left > 0 && !take.stopped && !each.market) {
            place(`o${k}`, sign, ticks, take.left, owner, display);
            naive.rest(`o${k}`, sign, ticks, take.left, owner, display);
          }
        }
        expect(events).toEqual(naive.events);
        for (const s of [1, -1] as const) expect(depthOf(book, s, 100)).toEqual(naive.depth(s));
        // A book is never crossed, but where a self-trade was let be.
        if (open.length > 0) expect(bestTicks(book, 1) >= bestTicks(book, -1)).toBe(false);
      });
      // What takers got is what makers gave.
      const given = events.reduce(
        (sum, [name, , lots]) => sum + (name === "traded" || name === "decremented" ? lots : 0),
        0,
      );
      expect(given).toBe(bought + sold);
    }),
    { numRuns: 400 },
  );
});

test("what an iceberg hides is out of reach behind an order of the taker's own", () => {
  const { book, place } = written();
  place("iceberg", 1, 96, 2, 1, 1);
  place("own", 1, 96, 1, 3);
  expect(fillable(book, -1, 95, 2, 3, "expire-taker")).toBe(1);
  expect(fillable(book, -1, 95, 2, 2, "expire-taker")).toBe(2);
});

describe("priority", () => {
  test("price first, then time; a cut keeps its place, a new order goes to the end", () => {
    const { book, events, slots, place } = written();
    place("early", -1, 100, 5, 1);
    place("late", -1, 100, 5, 2);
    place("better", -1, 99, 1, 3);
    cut(book, slots.get("early")!, 2);
    match(book, 1, 100, 9, "none", { left: 4, stopped: false });
    expect(events).toEqual([
      ["traded", "better", 1, 99],
      ["filled", "better", 0, 0],
      ["traded", "early", 2, 100],
      ["filled", "early", 0, 0],
      ["traded", "late", 1, 100],
    ]);
  });

  test("an iceberg shows its next part behind the others", () => {
    const { book, events, place } = written();
    place("iceberg", -1, 100, 6, 1, 2);
    place("plain", -1, 100, 3, 2);
    expect(shownAt(book, -1, 100)).toBe(5);
    match(book, 1, 100, 9, "none", { left: 6, stopped: false });
    const traded = events.filter(([what]) => what === "traded").map(([, name, lots]) => [name, lots]);
    expect(traded).toEqual([
      ["iceberg", 2],
      ["plain", 3],
      ["iceberg", 1],
    ]);
    expect(shownAt(book, -1, 100)).toBe(1);
  });
});

describe("reduce-only orders at rest", () => {
  test("trade no more than there is to reduce, and then go", () => {
    let held = 3;
    const { book, events, place } = written(() => held);
    place("reduce", -1, 100, 10, 1, 0, reduceOnly);
    const take = { left: 10, stopped: false };
    match(book, 1, 100, 9, "none", { left: 2, stopped: false });
    held -= 2;
    // The listener of a real book lowers what is held at each trade; here it is one lot until the trade is told.
    const book2 = written(() => held--);
    book2.place("reduce", -1, 100, 10, 1, 0, reduceOnly);
    match(book2.book, 1, 100, 9, "none", take);
    expect(take.left).toBe(9);
    expect(book2.events).toEqual([
      ["traded", "reduce", 1, 100],
      ["reduce-only", "reduce", 0, 0],
    ]);
    expect(events).toEqual([["traded", "reduce", 2, 100]]);
  });

  test("two of one owner offer together no more than there is to reduce", () => {
    const { book, place } = written(() => 3);
    place("one", -1, 100, 3, 1, 0, reduceOnly);
    place("two", -1, 101, 3, 1, 0, reduceOnly);
    place("other", -1, 102, 1, 2);
    expect(fillable(book, 1, 102, 10, 9, "none")).toBe(4);
  });
});

test("ten thousand orders at rest are found, matched and their room used again", () => {
  const { book, events, place } = written();
  for (let round = 0; round < 3; round++) {
    for (let k = 0; k < 10_000; k++) place(`${round}-${k}`, -1, 100 + (k % 700), 1, 1);
    const take = { left: 10_000, stopped: false };
    match(book, 1, Number.POSITIVE_INFINITY, 2, "none", take);
    expect(take.left).toBe(0);
    expect(bestTicks(book, -1)).toBeNaN();
  }
  expect(events.length).toBe(60_000);
  expect(book.orders.free.length).toBe(16_384);
});
