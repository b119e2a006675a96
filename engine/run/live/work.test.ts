import { describe, expect, test } from "vitest";
import type { SettingsInput } from "../settings.ts";
import { parseWork, type WorkSetting } from "../work-setting.ts";
import { type Stage, stage } from "./testing/stage.ts";

const twap: WorkSetting = { rule: "twap", overMs: 30_000, parts: 3 };
const working = (work: WorkSetting, more: SettingsInput = {}, protection: Parameters<typeof stage>[0] = {}) =>
  stage(protection, { work, ...more });
const last = ({ orders }: Stage): string => orders().at(-1)!;
const statuses = ({ trader }: Stage): string[] => trader.session.orders.map(({ status }) => status);

describe("an order that is worked in parts", () => {
  test("goes out part by part, and is filled when they are", () => {
    const s = working(twap);
    s.bar(101);
    expect(s.orders()).toEqual(["buy market 3"]);
    s.fill(3, 101);
    expect([s.held(), statuses(s)]).toEqual([3, ["partially-filled"]]);
    s.wait(9_000);
    expect(s.orders()).toHaveLength(1);
    expect(s.trader.dueMs()).toBe(s.now() + 1_000);
    s.wait(1_000);
    expect(s.orders().slice(1)).toEqual(["buy market 4"]);
    s.fill(4, 102);
    s.wait(10_000);
    s.fill(3, 103);
    expect([s.held(), statuses(s)]).toEqual([10, ["filled"]]);
    expect(s.trader.session.orders[0]!.price).toBeCloseTo((3 * 101 + 4 * 102 + 3 * 103) / 10, 12);
  });

  test("is protected as it fills", () => {
    const s = working(twap, {}, { stop: 5 });
    s.bar(101);
    s.fill(3, 101);
    expect(last(s)).toBe("sell stop 3 at 96.00 reduce-only");
    s.wait(10_000);
    s.fill(4, 102);
    expect(last(s)).toBe("sell stop 4 at 97.00 reduce-only");
  });

  test("stops when it is wanted no more: what filled is closed, in parts as well", () => {
    const s = working({ ...twap, overMs: 600_000 });
    s.bar(101);
    s.fill(3, 101);
    s.bar(100);
    expect(statuses(s)).toEqual(["cancelled", "working"]);
    expect(last(s)).toBe("sell market 1 reduce-only");
    s.fill(1, 100);
    s.wait(200_000);
    s.fill(1, 100);
    s.wait(200_000);
    s.fill(1, 100);
    expect([s.held(), statuses(s)]).toEqual([0, ["cancelled", "filled"]]);
  });

  test("waits for a part that is under way before what comes next", () => {
    const s = working({ ...twap, overMs: 600_000 });
    s.bar(101);
    s.bar(100);
    expect(s.orders()).toEqual(["buy market 3"]);
    s.fill(3, 101);
    expect(last(s)).toBe("sell market 1 reduce-only");
  });

  test("that should close a position and is refused time and again leaves it whole", () => {
    const s = working({ ...twap, overMs: 600_000 });
    s.bar(101);
    for (const lots of [3, 4, 3]) {
      s.fill(lots, 101);
      s.wait(200_000);
    }
    expect(statuses(s)).toEqual(["filled"]);
    s.bar(100);
    for (let k = 0; k < 8; k++) {
      expect(last(s)).toMatch(/^sell market \d+ reduce-only$/);
      s.say({ kind: "reject", reason: "no" });
      s.wait(130_000);
    }
    expect(statuses(s)).toEqual(["filled", "cancelled"]);
    // Lot by lot now, until nothing is left.
    const parts = ["sell market 3 reduce-only", "sell market 4 reduce-only", "sell market 3 reduce-only"];
    expect(s.orders().slice(-3)).toEqual(parts);
    for (const [k, id] of s.ids().slice(-3).entries()) s.fill([3, 4, 3][k]!, 100, id);
    expect(s.held()).toBe(0);
  });

  test("that turns a position round closes it before it opens another, protected all the while", () => {
    const s = working(twap, {}, { stop: 5 });
    s.bar(101);
    for (const lots of [3, 4, 3]) {
      const part = s.ids().findLast((_, k) => s.orders()[k]!.startsWith("buy"))!;
      s.fill(lots, 101, part);
      s.wait(10_000);
    }
    expect(s.held()).toBe(10);
    expect(s.trader.desk.list[0]!.guards.size).toBe(3);
    s.bar(99);
    expect(last(s)).toBe("sell market 3 reduce-only");
    expect(s.trader.desk.list[0]!.guards.size).toBe(3);
    for (const lots of [3, 4, 3]) {
      const part = s.ids().findLast((_, k) => s.orders()[k]!.startsWith("sell market"))!;
      s.fill(lots, 99, part);
      s.wait(10_000);
    }
    expect(s.held()).toBe(0);
    // The first part was sent as the last of the other side had filled, the second ten seconds later.
    expect(s.orders().slice(-2)).toEqual(["sell market 3", "sell market 4"]);
    s.fill(3, 99, s.ids().at(-2));
    expect(s.held()).toBe(-3);
  });

  test("rests as an iceberg shows it, and ends at the market", () => {
    const s = working({ rule: "iceberg", overMs: 40_000, display: 4 });
    s.bar(101);
    expect(s.orders()).toEqual(["buy limit 4 @ 101.00"]);
    s.fill(4, 101);
    expect(last(s)).toBe("buy limit 4 @ 101.00");
    s.say({ kind: "accept" });
    s.wait(40_000);
    // What nothing covers goes to the market at once, the rest when it is known not to have filled.
    expect(s.sent.at(-2)).toMatchObject({ kind: "cancel", id: s.ids()[1] });
    expect(last(s)).toBe("buy market 2");
    s.fill(2, 102);
    s.say({ kind: "cancel", filledLots: 0 }, s.ids()[1]);
    expect(last(s)).toBe("buy market 4");
    s.fill(4, 102);
    expect([s.held(), statuses(s)]).toEqual([10, ["filled"]]);
  });

  test("follows the quotes as a peg", () => {
    const s = working({ rule: "peg", overMs: 40_000 });
    s.event({ kind: "quote", bid: 100.5, ask: 100.7 } as never);
    s.bar(101);
    expect(s.orders()).toEqual(["buy limit 10 @ 100.50 post-only"]);
    s.say({ kind: "accept" });
    s.event({ kind: "quote", bid: 100.6, ask: 100.7 } as never);
    expect(s.sent.at(-1)).toMatchObject({ kind: "amend", request: { price: "100.60" } });
    s.say({ kind: "amend" });
    s.event({ kind: "quote", bid: 100.55, ask: 100.7 } as never);
    expect(s.sent.at(-1)).toMatchObject({ kind: "amend", request: { price: "100.55" } });
  });

  test("takes its share of what others trade", () => {
    const s = working({ rule: "pov", overMs: 40_000, rate: 0.5 });
    s.bar(101);
    expect(s.orders()).toEqual([]);
    s.event({ kind: "trade", price: 101, quantity: 3 } as never);
    expect(s.orders()).toEqual(["buy market 3"]);
    s.fill(3, 101);
    s.event({ kind: "trade", price: 101, quantity: 2 } as never);
    expect(last(s)).toBe("buy market 2");
  });

  test("is held back by a breaker where it adds, part by part", () => {
    const limits = { breakers: { window: 2, cooldownMs: 15_000, jump: 0.05 } };
    const s = working(twap, { limits });
    s.bar(101);
    s.fill(3, 101);
    s.price(110);
    s.wait(10_000);
    expect(s.orders()).toHaveLength(1);
    s.wait(5_000);
    expect(last(s)).toBe("buy market 4");
  });

  test("goes out whole where it is small, waits for a price of its own, or is urgent", () => {
    const small = working({ ...twap, notionalMin: 2_000 });
    small.bar(101);
    expect(small.orders()).toEqual(["buy market 10"]);
    const resting = working(twap, {}, { limit: 99 });
    resting.bar(101);
    expect(resting.orders()).toEqual(["buy limit 10 @ 99.00"]);
    const urgent = working(twap);
    urgent.bar(101);
    urgent.fill(3, 101);
    const who = { operator: "ann", reason: "to see" };
    urgent.trader.take({ kind: "operator", ts: urgent.now(), action: "flatten", ...who });
    expect(last(urgent)).toBe("sell market 3 reduce-only");
  });
});

describe("how orders are worked", () => {
  const model = { sigma: 1, eta: 1, gamma: 0, lambda: 0 };
  test.each([
    twap,
    { rule: "vwap", overMs: 1, profile: [1, 2] },
    { rule: "pov", overMs: 1, rate: 0.1, partMin: 2 },
    { rule: "shortfall", overMs: 1, steps: 3, model },
    { rule: "iceberg", overMs: 1, display: 2, notionalMin: 10 },
    { rule: "peg", overMs: 1, offsetTicks: -1 },
  ] as const)("is read: $rule", (work) => {
    expect(parseWork(work)).toEqual(work);
  });

  test.each([
    [3, "work must be a record"],
    [{}, "work.rule must be one of twap, vwap, pov, shortfall, iceberg, peg; was undefined"],
    [{ rule: "twop" }, 'work.rule must be one of twap, vwap, pov, shortfall, iceberg, peg; was "twop"'],
    [{ rule: "twap", parts: 3 }, "work.overMs must be a number above 0; was undefined"],
    [{ rule: "twap", overMs: 1, parts: 1.5 }, "work.parts must be a whole number above 0; was 1.5"],
    [{ rule: "twap", overMs: 1, parts: 3, part: 1 }, 'unknown setting "work.part"; did you mean "parts"?'],
    [{ rule: "vwap", overMs: 1, profile: [0, 0] }, "work.profile must be a list of numbers of at least 0"],
    [{ rule: "pov", overMs: 1, rate: 1 }, "work.rate must be a share in (0, 1); was 1"],
    [{ rule: "iceberg", overMs: 1, display: 0 }, "work.display must be a number above 0; was 0"],
    [{ rule: "shortfall", overMs: 1, steps: 2, model: {} }, "work.model.sigma must be"],
  ])("%j is refused", (work, message) => {
    expect(() => parseWork(work)).toThrow(message);
  });
});
