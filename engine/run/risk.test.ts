import { describe, expect, test } from "vitest";
import { fillsOf, playScenario, type Row, type Scenario, still } from "./testing/scenario.ts";

interface Case extends Scenario {
  readonly title: string;
  readonly fills: readonly string[];
  readonly verdicts: Readonly<Record<string, number>>;
}

function holds({ title, fills, verdicts, ...scenario }: Case): void {
  test(title, () => {
    for (const everyBar of [false, true]) {
      const outcome = playScenario(scenario, everyBar);
      expect(fillsOf(outcome)).toEqual(fills);
      expect(outcome.verdicts).toEqual(verdicts);
    }
  });
}

const flat = [still(100), still(100), still(100), still(100)];
const long = "1 buy 10 @ 100 entry";

describe("limits of an order", () => {
  const one = { bars: flat, decisions: { 0: { target: 1 } } };
  const cases: Case[] = [
    {
      title: "leverage cuts what goes beyond it",
      ...one,
      decisions: { 0: { target: 3 } },
      fills: [long],
      verdicts: { leverage: 1 },
    },
    {
      title: "leverage lets through what keeps within it",
      ...one,
      decisions: { 0: { target: 3 } },
      settings: { limits: { account: { grossMax: 3 } } },
      fills: ["1 buy 30 @ 100 entry"],
      verdicts: {},
    },
    {
      title: "leverage leaves room for the fee",
      ...one,
      decisions: { 0: { target: 3 } },
      settings: { cash: 1010, fees: { taker: 0.01, maker: 0, fixed: 0 } },
      fills: [long],
      verdicts: { leverage: 1 },
    },
    {
      title: "leverage refuses what finds no room at all",
      ...one,
      decisions: { 0: { target: 1 }, 1: { target: 2 } },
      fills: [long],
      verdicts: { leverage: 1 },
    },
    {
      title: "leverage counts the other side of a turned position from zero",
      ...one,
      decisions: { 0: { target: 1 }, 1: { target: -3 } },
      fills: [long, "2 sell 20 @ 100 entry"],
      verdicts: { leverage: 1 },
    },
    {
      title: "leverage cuts to whole lots",
      ...one,
      decisions: { 0: { target: 3 } },
      settings: { lot: 3 },
      fills: ["1 buy 9 @ 100 entry"],
      verdicts: { leverage: 1 },
    },
    {
      title: "no short: none is opened",
      ...one,
      decisions: { 0: { target: -1 } },
      settings: { limits: { account: { short: false } } },
      fills: [],
      verdicts: { short: 1 },
    },
    {
      title: "no short: a long is closed on the way",
      ...one,
      decisions: { 0: { target: 1 }, 1: { target: -1 } },
      settings: { limits: { account: { short: false } } },
      fills: [long, "2 sell 10 @ 100 signal"],
      verdicts: { short: 1 },
    },
    {
      title: "an order below the least notional is refused",
      ...one,
      settings: { limits: { order: { notionalMin: 1001 } } },
      fills: [],
      verdicts: { "notional-min": 1 },
    },
    {
      title: "an order of the least notional passes",
      ...one,
      settings: { limits: { order: { notionalMin: 1000 } } },
      fills: [long],
      verdicts: {},
    },
    {
      title: "what only reduces need not reach the least notional",
      ...one,
      decisions: { 0: { target: 1 }, 1: { target: 0.9 } },
      settings: { limits: { order: { notionalMin: 500 } } },
      fills: [long, "2 sell 1 @ 100 signal"],
      verdicts: {},
    },
    {
      title: "the closing part of a refused turn passes",
      ...one,
      decisions: { 0: { target: 1 }, 1: { target: -0.1 } },
      settings: { limits: { order: { notionalMin: 500 } } },
      fills: [long, "2 sell 10 @ 100 signal"],
      verdicts: { "notional-min": 1 },
    },
    {
      title: "quantities are whole lots",
      ...one,
      settings: { lot: 3 },
      fills: ["1 buy 9 @ 100 entry"],
      verdicts: {},
    },
    { title: "less than a lot is nothing", ...one, settings: { lot: 11 }, fills: [], verdicts: {} },
    {
      title: "money for the fixed fee alone buys nothing",
      ...one,
      settings: { fees: { taker: 0, maker: 0, fixed: 1000 } },
      fills: [],
      verdicts: {},
    },
  ];
  for (const row of cases) holds(row);
});

describe("ruin", () => {
  const bars: Row[] = [still(100), still(100), [100, 100, 74, 75], still(100), still(100)];
  const scenario = {
    bars,
    decisions: { 0: { target: 5 }, 3: { target: 1 } },
    settings: { limits: { account: { grossMax: 5 } } },
  };

  holds({
    title: "liquidates at the close at which nothing is left, and ends trading",
    ...scenario,
    fills: ["1 buy 50 @ 100 entry", "2 sell 50 @ 75 liquidation"],
    verdicts: { liquidation: 1 },
  });

  test("shows the debt and no exposure", () => {
    const { equity, exposure, net } = playScenario(scenario);
    expect([...equity]).toEqual([1000, 1000, -250, -250, -250]);
    expect([...exposure]).toEqual([0, 5, 0, 0, 0]);
    expect([...net]).toEqual([0, 5, 0, 0, 0]);
  });

  test("closes a position whose symbol has no bar at its next open", () => {
    const outcome = playScenario({
      bars: { A: bars, B: [still(100), still(100), undefined, undefined, still(90)] },
      decisions: { A: { 0: { target: 4.5 } }, B: { 0: { target: 0.5 } } },
      settings: { limits: { account: { grossMax: 5 } }, cash: 1000 },
    });
    expect(fillsOf(outcome)).toEqual([
      "1 A buy 45 @ 100 entry",
      "1 B buy 5 @ 100 entry",
      "2 A sell 45 @ 75 liquidation",
      "4 B sell 5 @ 90 risk",
    ]);
  });

  test("at an open closes what is held, whatever the target, and opens nothing", () => {
    // Worth 1000 at the decision, less than nothing at the open that should fill it.
    const outcome = playScenario({
      bars: [still(100), still(100), [75, 76, 74, 75], still(75)],
      decisions: { 0: { target: 5 }, 1: { target: 0.5 } },
      settings: { limits: { account: { grossMax: 5 } } },
    });
    expect(fillsOf(outcome)).toEqual(["1 buy 50 @ 100 entry", "2 sell 50 @ 75 signal"]);
    expect(outcome.verdicts).toEqual({ "no-equity": 1, liquidation: 1 });
  });
});

describe("a limit of drawdown", () => {
  const bars: Row[] = [
    still(100),
    [100, 110, 100, 110],
    [110, 110, 98, 99],
    [95, 96, 94, 95],
    still(120),
    still(120),
  ];
  const decisions = { 0: { target: 1 }, 3: { target: 0 }, 4: { target: 1 } };
  const limit = { limits: { account: { maxDrawdown: 0.1 } } };
  const halted = { "max-drawdown": 1 };

  holds({
    title: "flattens at the next open, and ends trading",
    bars,
    decisions,
    settings: limit,
    fills: [long, "3 sell 10 @ 95 risk"],
    verdicts: halted,
  });
  holds({
    title: "flattens at the close that reached it where orders fill at the close",
    bars,
    decisions,
    settings: { ...limit, fill: "close" },
    fills: ["0 buy 10 @ 100 entry", "2 sell 10 @ 99 risk"],
    verdicts: halted,
  });
  holds({
    title: "holds while the close keeps above it, whatever the low",
    bars: [still(100), still(100), [100, 100, 80, 90.1], still(95)],
    decisions: { 0: { target: 1 } },
    settings: limit,
    fills: [long],
    verdicts: {},
  });
  holds({
    title: "cancels what waits",
    bars: [still(100), still(100), still(85), still(50)],
    decisions: { 0: { target: 1, limit: 101 }, 1: { target: 2, limit: 60 } },
    settings: { limits: { account: { maxDrawdown: 0.1, grossMax: 2 } } },
    fills: [long, "3 sell 10 @ 50 risk"],
    verdicts: halted,
  });
  holds({
    title: "sees the fee that an account paid when it went flat at a close",
    bars: flat,
    decisions: { 0: { target: 1 }, 1: { target: 0 } },
    settings: { ...limit, fill: "close", cash: 1060, fees: { taker: 0.06, maker: 0, fixed: 0 } },
    fills: ["0 buy 10 @ 100 entry", "1 sell 10 @ 100 signal"],
    verdicts: halted,
  });
  holds({
    title: "waits with a symbol that has no bar until it has one",
    bars: { A: bars, B: [still(10), still(10), undefined, undefined, still(20), still(20)] },
    decisions: { A: { 0: { target: 0.9 } }, B: { 0: { target: 0.1 } } },
    settings: { limits: { account: { maxDrawdown: 0.05 } }, fill: "close" },
    fills: [
      "0 A buy 9 @ 100 entry",
      "0 B buy 10 @ 10 entry",
      "2 A sell 9 @ 99 risk",
      "4 B sell 10 @ 20 risk",
    ],
    verdicts: halted,
  });
});
