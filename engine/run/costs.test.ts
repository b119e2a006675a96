import { describe, expect, test } from "vitest";
import type { Costs } from "./result.ts";
import { fillsOf, playScenario, type Row, type Scenario, still } from "./testing/scenario.ts";

const flat = [still(100), still(100), still(100), still(100)];
const hold = { 0: { target: 1 } };
const none: Costs = { fees: 0, spread: 0, slippage: 0, funding: 0, borrow: 0 };

interface Case extends Scenario {
  readonly title: string;
  readonly costs: Partial<Costs>;
  /** Equity of each bar. */
  readonly equity: readonly number[];
}

function holds({ title, costs, equity, ...scenario }: Case): void {
  test(title, () => {
    for (const everyBar of [false, true]) {
      const outcome = playScenario(scenario, everyBar);
      for (const [name, value] of Object.entries({ ...none, ...costs })) {
        expect(outcome.costs[name as keyof Costs], name).toBeCloseTo(value, 9);
      }
      expect([...outcome.equity].map((x) => Number(x.toFixed(9)))).toEqual(equity);
    }
  });
}

describe("fees", () => {
  const fees = { taker: 0.01, maker: -0.005, fixed: 0 };
  holds({
    title: "are a fraction of the notional of each fill",
    bars: flat,
    decisions: { ...hold, 1: { target: 0 } },
    settings: { cash: 1010, fees },
    costs: { fees: 20 },
    equity: [1010, 1000, 990, 990],
  });
  holds({
    title: "may be a sum a fill",
    bars: flat,
    decisions: { ...hold, 1: { target: 0 } },
    settings: { cash: 1005, fees: { taker: 0, maker: 0, fixed: 5 } },
    costs: { fees: 10 },
    equity: [1005, 1000, 995, 995],
  });
  holds({
    title: "may be a rebate for a maker",
    bars: [still(100), [100, 100, 94, 95], still(95)],
    decisions: { 0: { target: 0.5, limit: 95 } },
    settings: { cash: 945.25 * 2, fees, limits: { account: { grossMax: 2 } } },
    costs: { fees: -4.75 },
    equity: [1890.5, 1895.25, 1895.25],
  });
});

describe("spread and slippage", () => {
  holds({
    title: "worsen the price and are told apart",
    bars: flat,
    decisions: { ...hold, 1: { target: 0 } },
    settings: { cash: 1030, halfSpread: 0.01, slippage: 0.02 },
    costs: { spread: 20, slippage: 40 },
    equity: [1030, 1000, 970, 970],
  });
});

describe("funding", () => {
  const funding = [0.5, 0.01, Number.NaN, -0.02];
  holds({
    title: "is paid by a long at a positive rate and received at a negative one; an unknown rate is none",
    bars: flat,
    decisions: hold,
    funding,
    costs: { funding: -10 },
    equity: [1000, 990, 990, 1010],
  });
  holds({
    title: "is received by a short at a positive rate",
    bars: flat,
    decisions: { 0: { target: -1 } },
    funding,
    costs: { funding: 10 },
    equity: [1000, 1010, 1010, 990],
  });
  holds({
    title: "is left out where it is switched off",
    bars: flat,
    decisions: hold,
    funding,
    settings: { funding: false },
    costs: {},
    equity: [1000, 1000, 1000, 1000],
  });
  holds({
    title: "is not due without a position",
    bars: flat,
    decisions: { ...hold, 1: { target: 0 } },
    funding,
    costs: { funding: 10 },
    equity: [1000, 990, 990, 990],
  });
});

describe("borrow", () => {
  holds({
    title: "is due for the time without a bar, too, and up to the open at which a short is left",
    bars: [still(100), still(100), undefined, still(100), undefined, still(100), still(100)],
    decisions: { 0: { target: -1 }, 3: { target: 0 } },
    settings: { borrowRate: 0.365 },
    costs: { borrow: 4 },
    equity: [1000, 999, 999, 997, 997, 996, 996],
  });
  holds({
    title: "is due on shorts by the year, bar by bar",
    bars: flat,
    decisions: { 0: { target: -1 } },
    settings: { borrowRate: 0.365 },
    costs: { borrow: 3 },
    equity: [1000, 999, 998, 997],
  });
  holds({
    title: "is not due on longs",
    bars: flat,
    decisions: hold,
    settings: { borrowRate: 0.365 },
    costs: {},
    equity: [1000, 1000, 1000, 1000],
  });
});

describe("several symbols on one account", () => {
  const price = (...prices: (number | undefined)[]): Row[] =>
    prices.map((p) => (p === undefined ? undefined : still(p)));

  test("move all money from one to another at one open, whatever their order", () => {
    for (const [from, to] of [
      ["A", "B"],
      ["B", "A"],
    ] as const) {
      const bars = { A: price(100, 100, 100, 100), B: price(100, 100, 100, 100) };
      const decisions = { [from]: { 0: { target: 1 }, 1: { target: 0 } }, [to]: { 1: { target: 1 } } };
      const outcome = playScenario({ bars, decisions });
      expect(fillsOf(outcome)).toEqual([
        `1 ${from} buy 10 @ 100 entry`,
        `2 ${from} sell 10 @ 100 signal`,
        `2 ${to} buy 10 @ 100 entry`,
      ]);
      expect(outcome.verdicts).toEqual({});
    }
  });

  test("move all money from one to another at one close", () => {
    const bars = { A: price(100, 100, 100), B: price(50, 50, 50) };
    const decisions = { A: { 1: { target: 1 } }, B: { 0: { target: 1 }, 1: { target: 0 } } };
    const outcome = playScenario({ bars, decisions, settings: { fill: "close" } });
    expect(fillsOf(outcome)).toEqual([
      "0 B buy 20 @ 50 entry",
      "1 B sell 20 @ 50 signal",
      "1 A buy 10 @ 100 entry",
    ]);
  });

  test("take turns at a close by what they hold, not by what was last wanted", () => {
    // A was stopped out: its smaller target adds, and must wait for the money that B frees.
    const bars: Record<string, Row[]> = {
      A: [still(100), [100, 100, 90, 100], still(100), still(100)],
      B: price(100, 100, 100, 100),
    };
    const decisions = {
      A: { 0: { target: 1, stop: 5 }, 2: { target: 0.5, stop: 50 } },
      B: { 1: { target: 1 }, 2: { target: 0.4 } },
    };
    const outcome = playScenario({
      bars,
      decisions,
      shape: { stop: "distance" },
      settings: { fill: "close" },
    });
    expect(fillsOf(outcome)).toEqual([
      "0 A buy 10 @ 100 entry",
      "1 A sell 10 @ 95 stop",
      "1 B buy 9.5 @ 100 entry",
      "2 B sell 5.7 @ 100 signal",
      "2 A buy 4.75 @ 100 entry",
    ]);
    expect(outcome.verdicts).toEqual({});
  });

  test("may be listed later: no decision, no fill before", () => {
    const decisions = { A: {}, B: { 0: { target: 1 }, 2: { target: 1 } } };
    const outcome = playScenario({
      bars: { A: price(1, 1, 1, 1), B: price(undefined, undefined, 50, 50) },
      decisions,
    });
    expect(fillsOf(outcome)).toEqual(["3 B buy 20 @ 50 entry"]);
    expect(outcome.benchmark[3]).toBe(1000);
  });

  test("carry over a missing bar at the last price, without a fill", () => {
    const decisions = { A: {}, B: { 0: { target: 1 }, 1: { target: 0 } } };
    const outcome = playScenario({
      bars: {
        A: price(1, 1, 1, 1, 1),
        B: [still(100), [100, 120, 100, 110], undefined, undefined, still(90)],
      },
      decisions,
    });
    expect(fillsOf(outcome)).toEqual(["1 B buy 10 @ 100 entry", "4 B sell 10 @ 90 signal"]);
    expect([...outcome.equity]).toEqual([1000, 1100, 1100, 1100, 900]);
  });

  test("value what a limit order has just bought at its price, not at the open", () => {
    const bars: Record<string, Row[]> = {
      A: [still(100), [100, 100, 40, 100]],
      B: [still(100), [100, 100, 40, 100]],
    };
    const limit = { 0: { target: 0.5, limit: 50 } };
    expect(fillsOf(playScenario({ bars, decisions: { A: limit, B: limit } }))).toEqual([
      "1 A buy 10 @ 50 entry",
      "1 B buy 10 @ 50 entry",
    ]);
  });

  test("share the leverage", () => {
    const bars = { A: price(100, 100), B: price(100, 100) };
    const outcome = playScenario({
      bars,
      decisions: { A: { 0: { target: 0.7 } }, B: { 0: { target: -0.7 } } },
    });
    expect(fillsOf(outcome)).toEqual(["1 A buy 7 @ 100 entry", "1 B sell 3 @ 100 entry"]);
    expect(outcome.verdicts).toEqual({ leverage: 1 });
    expect([outcome.exposure[1], outcome.net[1]]).toEqual([1, 0.4]);
  });
});

describe("a fixed size", () => {
  const decisions = { 0: { target: 1 }, 1: { target: 0 }, 2: { target: -1 }, 3: { target: -0.5 } };
  const bars = [still(100), still(100), still(200), still(50), still(50)];
  test.each([
    [
      "in units",
      { by: "quantity", amount: 2 },
      ["1 buy 2 @ 100 entry", "2 sell 2 @ 200 signal", "3 sell 2 @ 50 entry", "4 buy 1 @ 50 signal"],
    ],
    [
      "in money",
      { by: "notional", amount: 400 },
      ["1 buy 4 @ 100 entry", "2 sell 4 @ 200 signal", "3 sell 8 @ 50 entry", "4 buy 4 @ 50 signal"],
    ],
    [
      "as a part of equity",
      { by: "equity", amount: 0.5 },
      ["1 buy 5 @ 100 entry", "2 sell 5 @ 200 signal", "3 sell 15 @ 50 entry", "4 buy 7.5 @ 50 signal"],
    ],
  ] as const)("%s", (_, size, fills) => {
    expect(fillsOf(playScenario({ bars, decisions, settings: { size } }))).toEqual(fills);
  });

  test("that the money does not reach for is cut, and counted", () => {
    const outcome = playScenario({
      bars,
      decisions: { 0: { target: 1 } },
      settings: { size: { by: "quantity", amount: 25 } },
    });
    expect(fillsOf(outcome)).toEqual(["1 buy 10 @ 100 entry"]);
    expect(outcome.verdicts).toEqual({ leverage: 1 });
  });
});
