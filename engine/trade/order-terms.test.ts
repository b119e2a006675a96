import { describe, expect, test } from "vitest";
import { checkTerms, endOfTerms, isConditional, type OrderTerms, orderKinds } from "./order-terms.ts";
import { future, spot } from "./testing/instruments.ts";
import { followTicks, setsOff } from "./trigger.ts";

const base = { symbol: "BTC/USDT", side: "buy", lots: 1_000, tif: "gtc" } as const;
const now = Date.UTC(2026, 0, 1, 12);
const price = 50_000;
const check = (terms: Partial<OrderTerms>) =>
  checkTerms(spot, { ...base, kind: "limit", ...terms }, price, now);

/** A good order of each kind. */
const good: Readonly<Record<OrderTerms["kind"], OrderTerms>> = {
  market: { ...base, kind: "market" },
  limit: { ...base, kind: "limit", limitTicks: 4_900_000 },
  stop: { ...base, kind: "stop", triggerTicks: 5_100_000 },
  "stop-limit": { ...base, kind: "stop-limit", triggerTicks: 5_100_000, limitTicks: 5_110_000 },
  "trailing-stop": { ...base, kind: "trailing-stop", trailTicks: 1_000 },
  "take-profit": { ...base, kind: "take-profit", triggerTicks: 4_800_000 },
  iceberg: { ...base, kind: "iceberg", limitTicks: 4_900_000, displayLots: 100 },
};

describe("the terms of an order", () => {
  test.each(orderKinds)("a good %s order passes", (kind) => {
    expect(checkTerms(spot, good[kind], price, now)).toBeUndefined();
    expect(isConditional(good[kind])).toBe(/stop|profit/.test(kind));
  });

  test("more that passes", () => {
    expect(check({ limitTicks: 1e6, postOnly: true })).toBeUndefined();
    expect(check({ limitTicks: 1e6, tif: "gtd", untilMs: now + 1 })).toBeUndefined();
    expect(check({ limitTicks: 1e6, tif: "fok" })).toBeUndefined();
    expect(check({ kind: "trailing-stop", trailFraction: 0.05 })).toBeUndefined();
    expect(check({ kind: "trailing-stop", trailTicks: 10, triggerTicks: 10 })).toBeUndefined();
    expect(check({ kind: "take-profit", triggerTicks: 1e6, limitTicks: 1e6 })).toBeUndefined();
    expect(check({ ...good["stop-limit"], tif: "ioc" })).toBeUndefined();
  });

  test.each<[string, Partial<OrderTerms>, string, unknown, unknown]>([
    ["a limit without price", {}, "terms", "a limit order with limitTicks", "none"],
    [
      "a market order with price",
      { kind: "market", limitTicks: 5 },
      "terms",
      "a market order without limitTicks",
      "limitTicks",
    ],
    ["no lots", { limitTicks: 5, lots: 0 }, "whole-lots", "a whole number above 0", 0],
    ["part of a lot", { limitTicks: 5, lots: 1.5 }, "whole-lots", "a whole number above 0", 1.5],
    ["part of a tick", { limitTicks: 5.5 }, "whole-ticks", "limitTicks, a whole number above 0", 5.5],
    [
      "a trigger below 0",
      { kind: "stop", triggerTicks: -1 },
      "whole-ticks",
      "triggerTicks, a whole number above 0",
      -1,
    ],
    ["no trail", { kind: "trailing-stop" }, "trail", "one of trailTicks and trailFraction", "none"],
    [
      "two trails",
      { kind: "trailing-stop", trailTicks: 1, trailFraction: 0.1 },
      "trail",
      "one of trailTicks and trailFraction",
      "both",
    ],
    ["a trail of all", { kind: "trailing-stop", trailFraction: 1 }, "trail", "a fraction in (0, 1)", 1],
    ["more shown than there is", { ...good.iceberg, displayLots: 2_000 }, "display", 1_000, 2_000],
    ["gtd without a date", { limitTicks: 5, tif: "gtd" }, "time-in-force", "gtd with untilMs", "undefined"],
    ["a date without gtd", { limitTicks: 5, untilMs: 7 }, "time-in-force", "gtc without untilMs", "7"],
    ["a date that is past", { limitTicks: 5, tif: "gtd", untilMs: now }, "time-in-force", now, now],
    [
      "a stop that may not rest",
      { ...good.stop, tif: "ioc" },
      "time-in-force",
      "a stop order that rests",
      "ioc",
    ],
    [
      "an iceberg that may not rest",
      { ...good.iceberg, tif: "fok" },
      "time-in-force",
      "an iceberg order that rests",
      "fok",
    ],
    [
      "post-only at the market",
      { kind: "market", postOnly: true },
      "post-only",
      "limit, iceberg, stop-limit",
      "market",
    ],
    [
      "post-only at once",
      { limitTicks: 5, postOnly: true, tif: "ioc" },
      "post-only",
      "an order that rests",
      "ioc",
    ],
    ["too little at its limit", { limitTicks: 1_00, lots: 100_000 }, "notional-min", 5, 1],
    ["too little at the market", { kind: "market", lots: 9 }, "notional-min", 5, 4.5],
  ])("%s is refused", (_, terms, rule, limit, wanted) => {
    expect(check(terms)).toEqual({ kind: "rejected", rule, limit, wanted });
  });

  test("what reduces may be small; what has expired cannot trade", () => {
    expect(check({ kind: "market", lots: 9, reduceOnly: true })).toBeUndefined();
    expect(checkTerms(spot, good.market, Number.NaN, now)).toMatchObject({
      rule: "notional-min",
    });
    expect(checkTerms(future, good.market, 3_000, future.expiryMs! - 1)).toBeUndefined();
    expect(checkTerms(future, good.market, 3_000, future.expiryMs!)).toMatchObject({ rule: "expired" });
  });

  test("end with their time in force", () => {
    expect(endOfTerms({ tif: "gtc" }, now)).toBe(Number.POSITIVE_INFINITY);
    expect(endOfTerms({ tif: "gtd", untilMs: 9 }, now)).toBe(9);
    expect(endOfTerms({ tif: "day" }, now)).toBe(Date.UTC(2026, 0, 2));
    expect(endOfTerms({ tif: "day" }, Date.UTC(2026, 0, 2))).toBe(Date.UTC(2026, 0, 3));
  });
});

describe("triggers", () => {
  test("a trailing stop follows the best price and never moves back", () => {
    const prices = [100, 105, 103, 110, 90];
    const follow = (terms: Parameters<typeof followTicks>[0]) => {
      let level: number | undefined;
      return prices.map((price) => {
        level = followTicks(terms, level, price);
        return level;
      });
    };
    expect(follow({ side: "sell", trailTicks: 5 })).toEqual([95, 100, 100, 105, 105]);
    expect(follow({ side: "buy", trailTicks: 5 })).toEqual([105, 105, 105, 105, 95]);
    // 70 * 0.1 is 7.000000000000001 in binary.
    expect(followTicks({ side: "sell", trailFraction: 0.1 }, undefined, 70)).toBe(63);
    expect(follow({ side: "sell", trailFraction: 0.015 })).toEqual([98, 103, 103, 108, 108]);
  });

  test.each([
    ["stop", "sell", false, true, true],
    ["stop", "buy", true, true, false],
    ["trailing-stop", "sell", false, true, true],
    ["take-profit", "sell", true, true, false],
    ["take-profit", "buy", false, true, true],
  ] as const)("a %s to %s goes off on its side of the level", (kind, side, above, at, below) => {
    expect([101, 100, 99].map((price) => setsOff({ kind, side }, 100, price))).toEqual([above, at, below]);
  });
});
