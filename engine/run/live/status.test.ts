import { describe, expect, test } from "vitest";
import type { FeedEvent } from "../../ports.ts";
import { createDepth, takeLevels } from "./depth.ts";
import { minuteMs, type Stage, stage } from "./testing/stage.ts";

const status = ({ trader, now }: Stage, what: "halted" | "trading" | "delisted"): void =>
  trader.take({ kind: "status", ts: now(), symbol: "X", status: what });
const verdicts = ({ trader }: Stage) => trader.session.verdicts;

/** Five held, with a stop. */
function holding(): Stage {
  const s = stage({ stop: 3 });
  s.bar(100.5);
  s.fill(5, 100.5);
  expect(s.held()).toBe(5);
  s.say({ kind: "accept" });
  return s;
}

describe("a symbol that is halted", () => {
  test("takes nothing that adds; it is decided anew when it trades again", () => {
    const s = holding();
    const sent = s.sent.length;
    status(s, "halted");
    s.bar(101);
    expect(s.sent.length).toBe(sent);
    expect(verdicts(s)).toMatchObject({ "market: halted": 1, halted: 1 });
    status(s, "trading");
    expect(s.sent.length).toBe(sent);
    s.bar(100.9);
    expect(s.orders().at(-1)).toBe("buy market 4");
  });

  test("lets what reduces wait until it trades again", () => {
    const s = holding();
    status(s, "halted");
    const sent = s.sent.length;
    s.bar(100);
    s.wait(5 * minuteMs);
    expect(s.sent.length).toBe(sent);
    status(s, "trading");
    // The stop is asked back first: no two orders close the same lot.
    expect(s.sent.slice(sent).map(({ kind }) => kind)).toEqual(["cancel"]);
    s.say({ kind: "cancel" }, s.ids()[1]!);
    expect(s.orders().at(-1)).toBe("sell market 5 reduce-only");
  });

  test("flattened by an operator, it leaves as soon as it trades", () => {
    const s = holding();
    status(s, "halted");
    const sent = s.sent.length;
    s.trader.take({ kind: "operator", ts: s.now(), action: "flatten", operator: "ann", reason: "news" });
    const sells = () => s.orders().filter((order) => order.startsWith("sell market"));
    expect(sells()).toEqual([]);
    status(s, "trading");
    expect(s.sent.length).toBeGreaterThan(sent);
    s.say({ kind: "cancel" }, s.ids()[1]!);
    expect(sells()).toEqual(["sell market 5 reduce-only"]);
  });
});

test("a symbol that is delisted takes nothing any more; what is held of it stays at its last price", () => {
  const s = holding();
  status(s, "delisted");
  s.say({ kind: "expire" });
  const sent = s.sent.length;
  s.bar(99);
  s.wait(10 * minuteMs);
  status(s, "trading");
  s.bar(99);
  expect(s.sent.length).toBe(sent);
  expect(s.held()).toBe(5);
  expect(s.trader.session.slots[0]!.orders).toEqual([]);
  expect(verdicts(s)).toMatchObject({ "market: delisted": 1, delisted: 1 });
});

describe("depth", () => {
  const pairs = (...levels: number[]) => Float64Array.from(levels);
  test("gives the best prices, from a snapshot on", () => {
    const depth = createDepth();
    takeLevels(depth, false, pairs(99, 1), pairs(101, 1));
    expect([depth.bid, depth.ask]).toEqual([Number.NaN, Number.NaN]);
    takeLevels(depth, true, pairs(99, 1, 98, 2), pairs(101, 1, 102, 2));
    expect([depth.bid, depth.ask]).toEqual([99, 101]);
    takeLevels(depth, false, pairs(99, 0, 97, 3), pairs(100.5, 1));
    expect([depth.bid, depth.ask]).toEqual([98, 100.5]);
    takeLevels(depth, false, pairs(98, 0, 97, 0), pairs());
    expect([depth.bid, depth.ask]).toEqual([Number.NaN, 100.5]);
  });

  test("is the quote, until there is a gap", () => {
    const s = stage({});
    const { desk } = s.trader;
    const take = (event: Omit<Extract<FeedEvent, { kind: "depth" }>, "kind" | "ts" | "symbol">) =>
      s.trader.take({ kind: "depth", ts: s.now(), symbol: "X", ...event });
    take({ snapshot: true, bids: pairs(100.4, 1), asks: pairs(100.6, 1) });
    expect(desk.list[0]).toMatchObject({ bid: 100.4, ask: 100.6, last: 100.5 });
    take({ snapshot: false, bids: pairs(100.5, 1), asks: pairs() });
    expect(desk.list[0]).toMatchObject({ bid: 100.5, ask: 100.6 });
    s.trader.take({ kind: "gap", ts: s.now(), symbol: "X" });
    expect(desk.list[0]!.bid).toBeNaN();
    take({ snapshot: false, bids: pairs(100.5, 1), asks: pairs(100.6, 1) });
    expect(desk.list[0]!.bid).toBeNaN();
  });
});

test("on a bar that was missed and is told later nothing is decided", () => {
  const s = stage({});
  const bar = { kind: "bar", symbol: "X", open: 101, high: 101, low: 101, close: 101, volume: 1 } as const;
  s.trader.take({ ...bar, ts: minuteMs, past: true });
  s.trader.take({ kind: "timer", ts: minuteMs });
  expect([s.trader.session.index, s.sent.length]).toEqual([1, 0]);
  s.trader.take({ ...bar, ts: 2 * minuteMs });
  s.trader.take({ kind: "timer", ts: 2 * minuteMs });
  expect([s.trader.session.index, s.sent.length]).toEqual([2, 1]);
});
