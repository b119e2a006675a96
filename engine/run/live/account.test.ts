import { describe, expect, test } from "vitest";
import type { SettingsInput } from "../settings.ts";
import { minuteMs, type Stage, stage } from "./testing/stage.ts";

/** Ten long at 101. */
function long(settings: SettingsInput = {}, protection: Parameters<typeof stage>[0] = {}): Stage {
  const s = stage(protection, settings);
  s.bar(101);
  s.fill(10, 101);
  return s;
}

const cashOf = ({ trader }: Stage): number => trader.session.cash;
const modeOf = ({ trader }: Stage): string => trader.session.risk.state.standing.mode;
const verdictsOf = ({ trader }: Stage): object => ({ ...trader.session.verdicts });

describe("funding", () => {
  test("is paid by longs and received by shorts at the mark, and by nobody who is flat", () => {
    const s = stage({});
    s.event({ kind: "funding", rate: 0.01 } as never);
    expect(cashOf(s)).toBe(100_000);
    s.bar(101);
    s.fill(10, 101);
    const before = cashOf(s);
    s.price(110);
    s.event({ kind: "funding", rate: 0.001 } as never);
    expect(before - cashOf(s)).toBeCloseTo(10 * 110 * 0.001, 9);
    expect(s.trader.session.costs.funding).toBeCloseTo(1.1, 9);
    s.event({ kind: "funding", rate: Number.NaN } as never);
    expect(s.trader.session.costs.funding).toBeCloseTo(1.1, 9);
  });

  test("is not paid where the settings say so", () => {
    const s = long({ funding: false });
    s.event({ kind: "funding", rate: 0.01 } as never);
    expect(s.trader.session.costs.funding).toBe(0);
  });

  test("that settles with a bar is of what was held before its decision", () => {
    const s = stage({});
    s.price(101);
    // At the very close: the bar ends only after it.
    s.trader.take({ kind: "funding", ts: minuteMs, symbol: "X", rate: 0.01 });
    expect(s.orders()).toEqual([]);
    s.wait(minuteMs);
    expect(s.orders()).toEqual(["buy market 10"]);
  });
});

describe("a limit of the account", () => {
  const tight = (account: object): SettingsInput => ({
    cash: 1_000,
    limits: { account: { grossMax: 2, ...account } },
  });

  test("of drawdown flattens and halts, protective orders first; only an operator lifts it", () => {
    const s = long(tight({ maxDrawdown: 0.1 }), { stop: 50 });
    const [, stop = ""] = s.ids();
    s.say({ kind: "accept" }, stop);
    s.bar(88);
    expect([modeOf(s), verdictsOf(s)]).toEqual(["halted", { "max-drawdown": 1 }]);
    expect(s.sent.at(-1)).toMatchObject({ kind: "cancel", id: stop });
    s.say({ kind: "cancel", filledLots: 0 }, stop);
    expect(s.orders().at(-1)).toBe("sell market 10 reduce-only");
    s.fill(10, 88);
    expect(s.trader.session.trades.at(-1)!.exitReason).toBe("risk");
    const before = s.orders().length;
    s.bar(101);
    s.bar(99);
    expect(s.orders(), "halted").toHaveLength(before);
    s.trader.take({ kind: "operator", ts: s.now(), action: "lift", operator: "ann", reason: "looked at it" });
    expect(modeOf(s)).toBe("active");
    s.bar(100.5);
    expect(s.orders().at(-1)).toBe("buy market 5");
  });

  test("of a day's loss adds nothing until the next", () => {
    const s = long(tight({ dailyLoss: 0.02, maxDrawdown: 0.9 }));
    s.bar(98.5);
    expect([modeOf(s), verdictsOf(s)]).toEqual(["reducing", { "daily-loss": 1, reducing: 1 }]);
    // The decision turned short: what was held may go, the rest may not come.
    expect(s.orders().at(-1)).toBe("sell market 10 reduce-only");
    s.fill(10, 98.5);
    s.bar(101);
    expect(s.orders()).toHaveLength(2);
    s.wait(24 * 60 * minuteMs - s.now());
    s.bar(100.5);
    expect(modeOf(s)).toBe("active");
    expect(s.orders().at(-1)).toBe("buy market 5");
  });

  test("of margin leaves everything as its price is reached, not at the end of the bar", () => {
    const s = long({ cash: 200, limits: { account: { grossMax: 50, maxDrawdown: 1 } } });
    s.price(81.1);
    expect(modeOf(s)).toBe("active");
    s.price(80.9);
    expect([modeOf(s), verdictsOf(s)]).toEqual(["halted", { liquidation: 1 }]);
    expect(s.orders().at(-1)).toBe("sell market 10 reduce-only");
    s.price(80.8);
    expect(s.orders()).toHaveLength(2);
  });
});

describe("an operator", () => {
  const by = { operator: "ann", reason: "to see" };

  test("halts: what waits is asked back, what is held stays protected", () => {
    const s = long({}, { stop: 5 });
    s.say({ kind: "accept" });
    s.trader.take({ kind: "operator", ts: s.now(), action: "halt", ...by });
    s.bar(99);
    expect(s.orders()).toHaveLength(2);
    expect(s.sent.filter(({ kind }) => kind === "cancel")).toEqual([]);
    expect(s.held()).toBe(10);
  });

  test("flattens: halts and leaves everything", () => {
    const s = long();
    s.trader.take({ kind: "operator", ts: s.now(), action: "flatten", ...by });
    expect(s.orders().at(-1)).toBe("sell market 10 reduce-only");
    s.fill(10, 101);
    s.bar(101);
    s.bar(99);
    expect(s.orders()).toHaveLength(2);
    expect(modeOf(s)).toBe("halted");
  });

  test("must have a name to lift a halt", () => {
    const s = long();
    s.trader.take({ kind: "operator", ts: s.now(), action: "halt", ...by });
    const nobody = { kind: "operator", ts: s.now(), action: "lift", operator: "", reason: "x" } as const;
    expect(() => s.trader.take(nobody)).toThrow("operator must be the name of who lifts the halt");
  });
});

describe("a connection", () => {
  test("that was lost leaves all orders unknown until they are asked for", () => {
    const s = long({}, { stop: 5 });
    s.say({ kind: "accept" });
    const [, stop = ""] = s.ids();
    s.trader.take({ kind: "disconnected", ts: s.now() });
    s.trader.take({ kind: "connected", ts: s.now() });
    expect(s.sent.at(-1)).toMatchObject({ kind: "query", id: stop });
    s.say({ kind: "fill", fillId: "away", lots: 10, price: 96, liquidity: "taker", ts: 0 }, stop);
    expect(s.held()).toBe(0);
    expect(s.trader.session.trades.at(-1)!.exitReason).toBe("stop");
  });
});
