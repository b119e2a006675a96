import { describe, expect, test } from "vitest";
import type { DecisionValues } from "./decide.ts";
import { fillsOf, playScenario, type Row, type Scenario, still } from "./testing/scenario.ts";

interface Case {
  readonly title: string;
  /** Bars after the one of the first decision. */
  readonly bars: readonly Row[];
  readonly decisions: Readonly<Record<number, Partial<DecisionValues>>>;
  readonly rest?: Omit<Scenario, "bars" | "decisions">;
  readonly fills: readonly string[];
  readonly ambiguous?: number;
}

function holds({ title, bars, decisions, rest = {}, fills, ambiguous = 0 }: Case): void {
  test(title, () => {
    const outcome = playScenario({ bars: [still(100), ...bars], decisions, ...rest });
    expect(fillsOf(outcome)).toEqual(fills);
    expect(outcome.ambiguousBars).toBe(ambiguous);
  });
}

const touch = { settings: { limitFill: "touch" } } as const;

describe("a market order", () => {
  const cases: Case[] = [
    {
      title: "fills at the open after the decision",
      decisions: { 0: { target: 1 } },
      bars: [[80, 90, 70, 85]],
      fills: ["1 buy 12.5 @ 80 entry"],
    },
    {
      title: "pays half the spread and slippage",
      decisions: { 0: { target: 1 } },
      bars: [still(100)],
      rest: { settings: { cash: 1020, halfSpread: 0.015, slippage: 0.005 } },
      fills: ["1 buy 10 @ 102 entry"],
    },
    {
      title: "sells below the open",
      decisions: { 0: { target: -1 } },
      bars: [still(100)],
      rest: { settings: { cash: 980, halfSpread: 0.015, slippage: 0.005 } },
      fills: ["1 sell 10 @ 98 entry"],
    },
    {
      title: "fills at the deciding close where that is asked for",
      decisions: { 0: { target: 1 } },
      bars: [still(80)],
      rest: { settings: { fill: "close" } },
      fills: ["0 buy 10 @ 100 entry"],
    },
    {
      title: "waits over a missing bar",
      decisions: { 0: { target: 1 } },
      bars: [undefined, still(125)],
      fills: ["2 buy 8 @ 125 entry"],
    },
    {
      title: "buys what its fee leaves money for",
      decisions: { 0: { target: 1 } },
      bars: [still(100)],
      rest: { settings: { cash: 1015, fees: { taker: 0.01, maker: 0, fixed: 5 } } },
      fills: ["1 buy 10 @ 100 entry"],
    },
    {
      title: "turns a position in one order, sized on what closing leaves",
      decisions: { 0: { target: 1 }, 1: { target: -1 } },
      bars: [still(100), still(100)],
      rest: { settings: { cash: 1010, fees: { taker: 0.01, maker: 0, fixed: 0 } } },
      fills: ["1 buy 10 @ 100 entry", "2 sell 19.8019802 @ 100 entry"],
    },
    {
      title: "that takes a part away leaves the rest",
      decisions: { 0: { target: 1 }, 1: { target: 0.25 } },
      bars: [still(100), still(50)],
      fills: ["1 buy 10 @ 100 entry", "2 sell 7.5 @ 50 signal"],
    },
    {
      title: "does nothing where the target is not known",
      decisions: { 0: { target: 1 }, 1: {} },
      bars: [still(100), still(100)],
      fills: ["1 buy 10 @ 100 entry"],
    },
    {
      title: "does not sell at the price of a purchase where its slippage turns it around",
      decisions: { 0: { target: 0.5 }, 1: { target: 0.499 } },
      bars: [still(100), still(100)],
      rest: { settings: { slippage: 0.01 } },
      fills: ["1 buy 4.95049505 @ 101 entry"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("a limit entry", () => {
  const buy = { 0: { target: 1, limit: 98 } };
  const cash = { settings: { cash: 980 } };
  const filled = ["1 buy 10 @ 98 entry"];
  const cases: Case[] = [
    {
      title: "fills at its price when the bar trades through",
      decisions: buy,
      bars: [[99, 100, 97, 99]],
      rest: cash,
      fills: filled,
    },
    {
      title: "does not fill when the bar only touches",
      decisions: buy,
      bars: [[99, 100, 98, 99]],
      rest: cash,
      fills: [],
    },
    {
      title: "fills on a touch where that is the rule",
      decisions: buy,
      bars: [[99, 100, 98, 99]],
      rest: { settings: { ...touch.settings, cash: 980 } },
      fills: filled,
    },
    {
      title: "fills at a better open",
      decisions: buy,
      bars: [[95, 99, 94, 96]],
      rest: { settings: { cash: 950 } },
      fills: ["1 buy 10 @ 95 entry"],
    },
    {
      title: "takes liquidity where it arrives and finds its price: spread and slippage, up to its price",
      decisions: { 0: { target: 1, limit: 121 } },
      bars: [[100, 101, 99, 100]],
      rest: { settings: { cash: 1200, halfSpread: 0.1, slippage: 0.1 } },
      fills: ["1 buy 10 @ 120 entry"],
    },
    {
      title: "that arrives within the spread waits at its own price",
      decisions: { 0: { target: 1, limit: 105 } },
      bars: [[100, 106, 99, 100]],
      rest: { settings: { cash: 1050, halfSpread: 0.1 } },
      fills: ["1 buy 10 @ 105 entry"],
    },
    {
      title: "that has waited fills at a better open as a maker",
      decisions: buy,
      bars: [still(100), [95, 99, 94, 96]],
      rest: { settings: { cash: 950, halfSpread: 0.1 } },
      fills: ["2 buy 10 @ 95 entry"],
    },
    {
      title: "without a price is refused",
      decisions: { 0: { target: 1, limit: Number.NaN } },
      bars: [still(100), still(90)],
      fills: [],
    },
    {
      title: "is a maker: no spread, no slippage",
      decisions: buy,
      bars: [[99, 100, 97, 99]],
      rest: { settings: { cash: 980, halfSpread: 0.1, slippage: 0.1 } },
      fills: filled,
    },
    {
      title: "to sell waits above",
      decisions: { 0: { target: -1, limit: 102 } },
      bars: [[100, 103, 99, 100]],
      rest: { settings: { cash: 1020 } },
      fills: ["1 sell 10 @ 102 entry"],
    },
    {
      title: "to sell fills at a better open",
      decisions: { 0: { target: -1, limit: 102 } },
      bars: [[125, 126, 99, 100]],
      fills: ["1 sell 8 @ 125 entry"],
    },
    {
      title: "waits until its price comes",
      decisions: buy,
      bars: [still(100), still(100), [99, 99, 97, 98]],
      rest: cash,
      fills: ["3 buy 10 @ 98 entry"],
    },
    {
      title: "is not filled at the close that decided it",
      decisions: buy,
      bars: [[99, 99, 97, 98]],
      rest: { settings: { cash: 980, fill: "close" } },
      fills: filled,
    },
    {
      title: "expires after the bars that it was given",
      decisions: buy,
      bars: [still(100), [99, 99, 97, 98]],
      rest: { ...cash, shape: { expire: 1 } },
      fills: [],
    },
    {
      title: "may fill in the last of them",
      decisions: buy,
      bars: [still(100), [99, 99, 97, 98]],
      rest: { ...cash, shape: { expire: 2 } },
      fills: ["2 buy 10 @ 98 entry"],
    },
    {
      title: "expires over a missing bar, too",
      decisions: buy,
      bars: [undefined, [99, 99, 97, 98]],
      rest: { ...cash, shape: { expire: 1 } },
      fills: [],
    },
    {
      title: "is cancelled by another target",
      decisions: { ...buy, 1: { target: 0 } },
      bars: [still(100), [99, 99, 90, 98]],
      rest: cash,
      fills: [],
    },
    {
      title: "stays while the target stays",
      decisions: { ...buy, 1: { target: 1, limit: 50 } },
      bars: [still(100), [99, 99, 97, 98]],
      rest: cash,
      fills: ["2 buy 10 @ 98 entry"],
    },
    {
      title: "closes the opposite position at the market and waits for its own price",
      decisions: { 0: { target: 1, limit: 101 }, 1: { target: -1, limit: 107 } },
      bars: [still(100), still(105), [104, 108, 104, 104]],
      fills: ["1 buy 10 @ 100 entry", "2 sell 10 @ 105 signal", "3 sell 9.813084112 @ 107 entry"],
    },
    {
      title: "closes the opposite position at the close where that is asked for",
      decisions: { 0: { target: 1, limit: 101 }, 2: { target: -1, limit: 105 } },
      bars: [still(100), still(105), [104, 106, 104, 104]],
      rest: { settings: { fill: "close" } },
      fills: ["1 buy 10 @ 100 entry", "2 sell 10 @ 105 signal", "3 sell 10 @ 105 entry"],
    },
    {
      title: "is not needed to take a part away",
      decisions: { 0: { target: 1, limit: 101 }, 1: { target: 0.5, limit: 90 } },
      bars: [still(100), still(100)],
      fills: ["1 buy 10 @ 100 entry", "2 sell 5 @ 100 signal"],
    },
    {
      title: "is kept to when an unfilled wish gives way to a smaller one",
      decisions: { 0: { target: 1, limit: 90 }, 1: { target: 0.5, limit: 80 } },
      bars: [still(100), still(100), [90, 90, 79, 85]],
      fills: ["3 buy 6.25 @ 80 entry"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("a stop entry", () => {
  const buy = { 0: { target: 1, trigger: 105 } };
  const cases: Case[] = [
    {
      title: "buys at its trigger when price rises to it",
      decisions: buy,
      bars: [
        [100, 104.9, 99, 104],
        [104, 105, 103, 104],
      ],
      rest: { settings: { cash: 1050 } },
      fills: ["2 buy 10 @ 105 entry"],
    },
    {
      title: "buys at a worse open",
      decisions: buy,
      bars: [[125, 126, 120, 125]],
      fills: ["1 buy 8 @ 125 entry"],
    },
    {
      title: "takes liquidity: spread and slippage",
      decisions: buy,
      bars: [[104, 106, 103, 104]],
      rest: { settings: { cash: 1155, slippage: 0.1 } },
      fills: ["1 buy 10 @ 115.5 entry"],
    },
    {
      title: "sells at its trigger when price falls to it",
      decisions: { 0: { target: -1, trigger: 95 } },
      bars: [[100, 100, 94, 96]],
      rest: { settings: { cash: 950 } },
      fills: ["1 sell 10 @ 95 entry"],
    },
    {
      title: "sells at a worse open",
      decisions: { 0: { target: -1, trigger: 95 } },
      bars: [[80, 80, 70, 75]],
      fills: ["1 sell 12.5 @ 80 entry"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("protective levels in the bar of a limit entry at 98", () => {
  const shape = { stop: "distance", takeProfit: "distance" } as const;
  const pessimist = { shape, settings: { cash: 980 } };
  const optimist = { shape, settings: { cash: 980, intrabar: "optimistic" } } as const;
  const entry = "1 buy 10 @ 98 entry";
  const decisions = { 0: { target: 1, limit: 98, stop: 3, takeProfit: 4 } };
  const stopped = [entry, "1 sell 10 @ 95 stop"];
  const won = [entry, "1 sell 10 @ 102 take-profit"];
  const low: Row = [100, 100, 94, 96];
  const high: Row = [100, 103, 97, 99];
  const wide: Row = [100, 103, 94, 99];
  const cases: Case[] = [
    { title: "the stop is reached for certain", decisions, bars: [low], rest: pessimist, fills: stopped },
    {
      title: "the stop is reached for certain, to the optimist, too",
      decisions,
      bars: [low],
      rest: optimist,
      fills: stopped,
    },
    {
      title: "the target may have been passed before: not taken by the pessimist",
      decisions,
      bars: [high],
      rest: pessimist,
      fills: [entry],
      ambiguous: 1,
    },
    {
      title: "the target is taken by the optimist",
      decisions,
      bars: [high],
      rest: optimist,
      fills: won,
      ambiguous: 1,
    },
    {
      title: "of both the pessimist takes the stop",
      decisions,
      bars: [wide],
      rest: pessimist,
      fills: stopped,
      ambiguous: 1,
    },
    {
      title: "of both the optimist takes the target",
      decisions,
      bars: [wide],
      rest: optimist,
      fills: won,
      ambiguous: 1,
    },
    { title: "neither is reached", decisions, bars: [[100, 101, 97, 99]], rest: pessimist, fills: [entry] },
    {
      title: "after an entry at the open the whole bar counts",
      decisions,
      bars: [[98, 103, 97.5, 99]],
      rest: pessimist,
      fills: won,
    },
    {
      title: "after an entry at a better open, too",
      decisions: { 0: { target: 1, limit: 100, stop: 3, takeProfit: 4 } },
      bars: [[98, 103, 94, 99]],
      rest: pessimist,
      fills: stopped,
      ambiguous: 1,
    },
    {
      title: "of a short the stop above is certain",
      decisions: { 0: { target: -1, limit: 98, stop: 3, takeProfit: 4 } },
      bars: [[96, 102, 93, 99]],
      rest: pessimist,
      fills: ["1 sell 10 @ 98 entry", "1 buy 10 @ 101 stop"],
      ambiguous: 1,
    },
  ];
  for (const row of cases) holds(row);
});

describe("protective levels in the bar of a stop entry at 102", () => {
  const shape = { stop: "distance", takeProfit: "distance" } as const;
  const pessimist = { shape, settings: { cash: 1020 } };
  const optimist = { shape, settings: { cash: 1020, intrabar: "optimistic" } } as const;
  const entry = "1 buy 10 @ 102 entry";
  const decisions = { 0: { target: 1, trigger: 102, stop: 3, takeProfit: 3 } };
  const stopped = [entry, "1 sell 10 @ 99 stop"];
  const won = [entry, "1 sell 10 @ 105 take-profit"];
  const cases: Case[] = [
    {
      title: "the target is reached for certain",
      decisions,
      bars: [[100, 106, 100, 103]],
      rest: pessimist,
      fills: won,
    },
    {
      title: "the target is reached for certain, to the optimist, too",
      decisions,
      bars: [[100, 106, 100, 103]],
      rest: optimist,
      fills: won,
    },
    {
      title: "the stop may have been passed before: taken by the pessimist",
      decisions,
      bars: [[100, 103, 98, 102]],
      rest: pessimist,
      fills: stopped,
      ambiguous: 1,
    },
    {
      title: "the stop is not taken by the optimist",
      decisions,
      bars: [[100, 103, 98, 102]],
      rest: optimist,
      fills: [entry],
      ambiguous: 1,
    },
    {
      title: "of both the pessimist takes the stop",
      decisions,
      bars: [[100, 106, 98, 103]],
      rest: pessimist,
      fills: stopped,
      ambiguous: 1,
    },
    {
      title: "of both the optimist takes the target",
      decisions,
      bars: [[100, 106, 98, 103]],
      rest: optimist,
      fills: won,
      ambiguous: 1,
    },
  ];
  for (const row of cases) holds(row);
});

describe("a change of target", () => {
  const bars = [still(100), still(100), still(100), still(100), still(100)];

  test("is traded when it is more than the least change", () => {
    const decisions = { 0: { target: 0.5 }, 1: { target: 0.55 }, 2: { target: 0.6 }, 3: { target: 0.75 } };
    expect(fillsOf(playScenario({ bars, decisions, rebalance: 0.1 }))).toEqual([
      "1 buy 5 @ 100 entry",
      "4 buy 2.5 @ 100 entry",
    ]);
  });

  test("that is only rounding is not traded", () => {
    const decisions = { 0: { target: 0.5 }, 1: { target: 0.5 + 1e-14 }, 2: { target: 0.5 - 1e-14 } };
    expect(fillsOf(playScenario({ bars, decisions }))).toEqual(["1 buy 5 @ 100 entry"]);
  });

  test("to flat is always traded", () => {
    const decisions = { 0: { target: 0.5 }, 1: { target: 0 } };
    expect(fillsOf(playScenario({ bars, decisions, rebalance: 0.9 }))).toEqual([]);
    expect(fillsOf(playScenario({ bars, decisions, rebalance: 0.4 }))).toEqual([
      "1 buy 5 @ 100 entry",
      "2 sell 5 @ 100 signal",
    ]);
  });

  test("closes parts bought apart first in, first out, and leaves exactly nothing", () => {
    const prices = [100, 103.1, 97.7, 111.3, 89.9, 107.7];
    const decisions = {
      0: { target: 0.1 },
      1: { target: 0.3 },
      2: { target: 0.6 },
      3: { target: 0.2 },
      4: { target: 0 },
    };
    const outcome = playScenario({ bars: prices.map(still), decisions });
    expect(outcome.fills.map(({ index, side }) => `${index} ${side}`)).toEqual([
      "1 buy",
      "2 buy",
      "3 buy",
      "4 sell",
      "5 sell",
    ]);
    expect(outcome.trades.map(({ entryIndex, exitIndex }) => [entryIndex, exitIndex])).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [3, 5],
    ]);
    expect(outcome.exposure[5]).toBe(0);
  });

  test("leaves nothing of whole lots whose sum is not exact", () => {
    // 0.1 + 0.2 is more than 0.3, and 0.30000000000000004 - 0.1 - 0.2 is not 0.
    const decisions = { 0: { target: 0.01 }, 1: { target: 0.03 }, 2: { target: 0 } };
    const outcome = playScenario({ bars, decisions, settings: { lot: 0.1 } });
    expect(fillsOf(outcome)).toEqual([
      "1 buy 0.1 @ 100 entry",
      "2 buy 0.2 @ 100 entry",
      "3 sell 0.3 @ 100 signal",
    ]);
    expect(outcome.trades.map(({ quantity }) => quantity)).toEqual([0.1, 0.2]);
    expect(outcome.exposure[3]).toBe(0);
  });
});
