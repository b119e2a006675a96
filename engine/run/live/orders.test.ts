import { describe, expect, test } from "vitest";
import { type Stage, stage } from "./testing/stage.ts";

const kinds = ({ sent }: Stage): string[] => sent.map(({ kind }) => kind);
const last = ({ orders }: Stage): string => orders().at(-1)!;

describe("an order of a decision", () => {
  test.each([
    ["market", {}, "buy market 10"],
    ["limit", { limit: 99.5 }, "buy limit 10 @ 99.50"],
    ["stop", { trigger: 102.5 }, "buy stop 10 at 102.50"],
    ["stop-limit", { trigger: 102.5, limit: 103 }, "buy stop-limit 10 at 102.50 @ 103.00"],
    ["good for the day", { limit: 99.5, tif: "day" }, "buy limit 10 @ 99.50 day"],
    ["immediate", { limit: 99.5, tif: "ioc" }, "buy limit 10 @ 99.50 ioc"],
    ["all or nothing", { limit: 99.5, tif: "fok" }, "buy limit 10 @ 99.50 fok"],
    ["post-only", { limit: 99.5, postOnly: true }, "buy limit 10 @ 99.50 post-only"],
    ["of three bars", { limit: 99.5, expire: 3 }, "buy limit 10 @ 99.50 gtd until 240000"],
  ] as const)("%s", (_, decision, wanted) => {
    const s = stage(decision);
    s.bar(101);
    expect(s.orders()).toEqual([wanted]);
  });

  test("that changes while it is in flight is asked back once it is there, and what filled is closed", () => {
    const s = stage({});
    s.bar(101);
    s.bar(100);
    // A cancel could overtake the order: it waits, and so does whatever comes next.
    expect(kinds(s)).toEqual(["place"]);
    s.say({ kind: "accept" });
    expect(kinds(s)).toEqual(["place", "cancel"]);
    s.say({ kind: "fill", fillId: "1", lots: 4, price: 101, liquidity: "taker", ts: 0 });
    s.say({ kind: "cancel", filledLots: 4 });
    expect(last(s)).toBe("sell market 4 reduce-only");
    s.fill(4, 100);
    expect(s.held()).toBe(0);
    expect(s.trader.session.orders.map(({ status, filled }) => [status, filled])).toEqual([
      ["cancelled", 4],
      ["filled", -4],
    ]);
  });

  test("that fills before its cancel arrives is closed whole", () => {
    const s = stage({});
    s.bar(101);
    s.say({ kind: "accept" });
    s.bar(100);
    expect(kinds(s)).toEqual(["place", "cancel"]);
    s.say({ kind: "fill", fillId: "1", lots: 10, price: 101, liquidity: "taker", ts: 0 });
    expect(last(s)).toBe("sell market 10 reduce-only");
    s.say({ kind: "cancel-reject" }, s.ids()[0]);
    s.fill(10, 100);
    expect(s.held()).toBe(0);
    expect(s.trader.desk.counts.reconciles).toBe(0);
  });

  test("that was asked back and is still there is asked back again, by the clock", () => {
    const s = stage({ limit: 99.5 });
    s.bar(101);
    s.say({ kind: "accept" });
    s.bar(100);
    expect(kinds(s)).toEqual(["place", "cancel"]);
    // The cancel was lost: after a while it is asked, and found where it was.
    s.wait(100_000);
    expect(s.sent.at(-1)!.kind).toBe("query");
    s.say({ kind: "accept", askedMs: s.now() });
    expect(s.sent.at(-1)!.kind).toBe("query");
    s.wait(1_000);
    expect(s.sent.at(-1)!.kind).toBe("cancel");
    s.say({ kind: "cancel", filledLots: 0 });
    s.bar(101);
    expect(last(s)).toBe("buy limit 10 @ 99.50");
    expect(s.orders()).toHaveLength(2);
  });

  test("whose fate is not known is asked for, holds back the next, and is named", () => {
    const s = stage({});
    s.bar(101);
    s.wait(100_000);
    expect(kinds(s)).toEqual(["place", "query"]);
    s.bar(100);
    expect(s.orders()).toHaveLength(1);
    s.fill(10, 101, s.ids()[0]);
    expect(last(s)).toBe("sell market 10 reduce-only");
  });

  test("that should close a position and is refused is not forgotten", () => {
    const s = stage({ stop: 5 });
    s.bar(101);
    s.fill(10, 101);
    const [, stop = ""] = s.ids();
    s.bar(100);
    s.say({ kind: "accept" }, stop);
    s.say({ kind: "cancel", filledLots: 0 }, stop);
    for (const waitMs of [1_000, 2_000, 4_000]) {
      expect(last(s)).toBe("sell market 10 reduce-only");
      const before = s.orders().length;
      s.say({ kind: "reject", reason: "busy" });
      s.wait(waitMs - 1);
      expect(s.orders()).toHaveLength(before);
      s.wait(1);
      expect(s.orders()).toHaveLength(before + 1);
    }
    s.fill(10, 99);
    expect(s.held()).toBe(0);
    s.bar(101);
    expect(last(s)).toBe("buy market 10");
  });

  test("that turns a position round closes and opens in one", () => {
    const s = stage({});
    s.bar(101);
    s.fill(10, 101);
    s.bar(99);
    expect(last(s)).toBe("sell market 20");
    s.fill(20, 99);
    expect(s.held()).toBe(-10);
  });

  test("that turns round by a resting order closes first", () => {
    const s = stage({ limit: 99.5 });
    s.bar(101);
    s.fill(10, 99.5);
    s.bar(99);
    expect(s.orders().slice(1)).toEqual(["sell market 10 reduce-only"]);
    s.fill(10, 99);
    expect(s.orders().slice(2)).toEqual(["sell limit 10 @ 99.50"]);
  });

  test("is sized by limits of risk, and names the one that cut it", () => {
    const s = stage({}, { limits: { position: { notionalMax: 404 } } });
    s.bar(101);
    expect(last(s)).toBe("buy market 4");
    expect(s.trader.session.verdicts).toEqual({ "position-notional": 1 });
  });
});

describe("what protects a position", () => {
  const both = { stop: 2, takeProfit: 3 };

  test("follows its fills, each lot with its own", () => {
    const s = stage(both);
    s.bar(101);
    s.fill(4, 101);
    expect(s.orders().slice(1)).toEqual([
      "sell stop 4 at 99.00 reduce-only",
      "sell limit 4 @ 104.00 reduce-only",
    ]);
    const [entry] = s.ids();
    s.say({ kind: "fill", fillId: "x", lots: 6, price: 101.5, liquidity: "taker", ts: 0 }, entry);
    expect(s.orders().slice(3)).toEqual([
      "sell stop 6 at 99.50 reduce-only",
      "sell limit 6 @ 104.50 reduce-only",
    ]);
  });

  test("loses on one side what the other has filled", () => {
    const s = stage(both);
    s.bar(101);
    s.fill(10, 101);
    const [, stop = "", target = ""] = s.ids();
    s.say({ kind: "accept" }, stop);
    s.fill(4, 104, target);
    const amend = s.sent.at(-1)!;
    expect(amend.kind === "amend" && [amend.request.clientOrderId, amend.request.quantity]).toEqual([
      stop,
      "6",
    ]);
    s.say({ kind: "amend", at: { lots: 6 } }, stop);
    s.say({ kind: "trigger" }, stop);
    s.say({ kind: "fill", fillId: "s", lots: 6, price: 98.9, liquidity: "taker", ts: 0 }, stop);
    expect(s.held()).toBe(0);
    expect(s.sent.at(-1)).toMatchObject({ kind: "cancel", id: target });
    s.say({ kind: "cancel", filledLots: 4 }, target);
    expect(s.trader.desk.list[0]!.guards.size).toBe(0);
    expect(s.trader.session.trades.map(({ exitReason, quantity }) => [exitReason, quantity])).toEqual([
      ["take-profit", 4],
      ["stop", 6],
    ]);
  });

  test("is told as it is where a venue fills both", () => {
    const s = stage(both);
    s.bar(101);
    s.fill(10, 101);
    const [, stop = "", target = ""] = s.ids();
    s.fill(10, 104, target);
    s.fill(10, 99, stop);
    expect(s.held()).toBe(-10);
    expect(s.trader.session.cash).toBe(100_000 - 1_010 + 1_040 + 990);
  });

  test("trails at the venue after each bar, and only forward", () => {
    const s = stage({ trail: 2 });
    s.bar(101);
    s.fill(10, 101);
    expect(last(s)).toBe("sell stop 10 at 99.00 reduce-only");
    s.say({ kind: "accept" });
    s.bar(105);
    const moved = s.sent.at(-1)!;
    expect(moved.kind === "amend" && moved.request.trigger).toBe("103.00");
    // Its answer is awaited before it is moved again.
    s.bar(107);
    expect(kinds(s).filter((kind) => kind === "amend")).toHaveLength(1);
    s.say({ kind: "amend", at: { triggerTicks: 10_300 } });
    expect(s.sent.at(-1)).toMatchObject({ kind: "amend", request: { trigger: "105.00" } });
    s.say({ kind: "amend" });
    s.bar(106);
    expect(kinds(s).filter((kind) => kind === "amend")).toHaveLength(2);
  });

  test("is gone before a decision closes what it protects", () => {
    const s = stage(both);
    s.bar(101);
    s.fill(10, 101);
    const [, stop = "", target = ""] = s.ids();
    for (const id of [stop, target]) s.say({ kind: "accept" }, id);
    s.bar(100);
    expect(s.orders()).toHaveLength(3);
    expect(s.sent.slice(-2)).toMatchObject([
      { kind: "cancel", id: stop },
      { kind: "cancel", id: target },
    ]);
    s.say({ kind: "cancel", filledLots: 0 }, stop);
    expect(s.orders()).toHaveLength(3);
    s.say({ kind: "cancel", filledLots: 0 }, target);
    expect(last(s)).toBe("sell market 10 reduce-only");
    s.say({ kind: "accept" });
    expect(s.orders()).toHaveLength(4);
  });

  test("that has filled before it could be taken back leaves nothing to close", () => {
    const s = stage(both);
    s.bar(101);
    s.fill(10, 101);
    const [, stop = "", target = ""] = s.ids();
    for (const id of [stop, target]) s.say({ kind: "accept" }, id);
    s.bar(100);
    s.say({ kind: "fill", fillId: "s", lots: 10, price: 99, liquidity: "taker", ts: 0 }, stop);
    s.say({ kind: "cancel", filledLots: 0 }, target);
    expect(s.orders()).toHaveLength(3);
    expect(s.held()).toBe(0);
  });

  test("that is refused time and again gives way to the market", () => {
    const s = stage({ stop: 2 });
    s.bar(101);
    s.fill(10, 101);
    for (const waitMs of [1_000, 2_000]) {
      s.say({ kind: "reject", reason: "no" });
      const before = s.orders().length;
      s.wait(waitMs / 2);
      expect(s.orders()).toHaveLength(before);
      s.wait(waitMs / 2);
      expect(last(s)).toBe("sell stop 10 at 99.00 reduce-only");
      expect(s.orders()).toHaveLength(before + 1);
    }
    s.say({ kind: "reject", reason: "no" });
    s.wait(4_000);
    expect(last(s)).toBe("sell market 10 reduce-only");
    s.fill(10, 100.5);
    expect(s.held()).toBe(0);
    expect(s.trader.session.trades.at(-1)!.exitReason).toBe("risk");
  });

  test("ends with the time of its position", () => {
    const s = stage({ stop: 5, maxBars: 2 });
    s.bar(101);
    s.fill(10, 101);
    const [, stop = ""] = s.ids();
    s.say({ kind: "accept" }, stop);
    s.bar(101);
    expect(s.sent).toHaveLength(2);
    s.bar(101);
    expect(s.sent.at(-1)).toMatchObject({ kind: "cancel", id: stop });
    s.say({ kind: "cancel", filledLots: 0 }, stop);
    expect(last(s)).toBe("sell market 10 reduce-only");
    s.fill(10, 101);
    expect(s.trader.session.trades.at(-1)!.exitReason).toBe("time");
  });
});
