import { describe, expect, test } from "vitest";
import type { DecisionShape, DecisionValues } from "./decide.ts";
import type { SettingsInput } from "./settings.ts";
import {
  dayMs,
  endingsOf,
  fillsOf,
  playScenario,
  type Row,
  type Scenario,
  still,
} from "./testing/scenario.ts";

type Given = Readonly<Record<string, unknown>>;

const spot: Given = { kind: "spot", base: "X", quote: "USD", tick: "0.5", lot: "0.001" };
/** Bought with borrowed money: liquidated where equity falls to a quarter of the notional. */
const perpetual: Given = {
  ...spot,
  kind: "perpetual",
  tick: "0.01",
  margin: { initial: 0.25, maintenance: 0.25 },
};
/** 100 USD a contract, paid in coins. */
const inverse: Given = {
  kind: "perpetual",
  payoff: "inverse",
  base: "X",
  quote: "USD",
  tick: "0.5",
  lot: 1,
  contractSize: 100,
  margin: { initial: 0.1, maintenance: 0.05 },
};

interface Case {
  readonly title: string;
  readonly bars: readonly Row[];
  readonly decisions: Readonly<Record<number, Partial<DecisionValues>>>;
  readonly shape?: DecisionShape;
  readonly settings?: SettingsInput;
  readonly fills: readonly string[];
  readonly verdicts?: Readonly<Record<string, number>>;
  /** Equity at the last close. */
  readonly equity?: number;
}

/** Plays cases of symbol X as an instrument. */
const holdsOf =
  (instrument: Given) =>
  ({ title, settings = {}, fills, verdicts = {}, equity, ...rest }: Case): void => {
    test(title, () => {
      const outcome = playScenario({ ...rest, settings: { instruments: { X: instrument }, ...settings } });
      expect(fillsOf(outcome)).toEqual(fills);
      expect(outcome.verdicts).toEqual(verdicts);
      if (equity !== undefined) expect(outcome.equity.at(-1)).toBeCloseTo(equity, 9);
    });
  };

describe("prices on a grid of 0.5", () => {
  const holds = holdsOf(spot);
  const long = { 0: { target: 1 } };
  const short = { 0: { target: -1 } };
  const distances = { stop: "distance", takeProfit: "distance" } as const;
  const cases: Case[] = [
    {
      title: "a limit to buy goes down to a tick, and the bar must trade through that",
      decisions: { 0: { target: 1, limit: 98.3 } },
      bars: [still(100), [99, 100, 98.1, 99], [99, 100, 97.9, 99]],
      settings: { cash: 980 },
      fills: ["2 buy 10 @ 98 entry"],
    },
    {
      title: "a limit to sell goes up to a tick",
      decisions: { 0: { target: -1, limit: 102.3 } },
      bars: [still(100), [100, 102.4, 99, 100], [100, 102.6, 99, 100]],
      settings: { cash: 1025 },
      fills: ["2 sell 10 @ 102.5 entry"],
    },
    {
      title: "a limit on a tick stays there",
      decisions: { 0: { target: 1, limit: 98.5 } },
      bars: [still(100), [99, 100, 98, 99]],
      settings: { cash: 985 },
      fills: ["1 buy 10 @ 98.5 entry"],
    },
    {
      title: "a trigger to buy goes up to a tick: never sooner than asked",
      decisions: { 0: { target: 1, trigger: 104.6 } },
      bars: [still(100), [100, 104.8, 99, 100], [100, 105, 99, 100]],
      settings: { cash: 1050 },
      fills: ["2 buy 10 @ 105 entry"],
    },
    {
      title: "a trigger to sell goes down to a tick",
      decisions: { 0: { target: -1, trigger: 95.4 } },
      bars: [still(100), [100, 101, 95.2, 100], [100, 101, 95, 100]],
      settings: { cash: 950 },
      fills: ["2 sell 10 @ 95 entry"],
    },
    {
      title: "the stop of a long goes down to a tick",
      decisions: { 0: { target: 1, stop: 4.7 } },
      shape: distances,
      bars: [still(100), still(100), [100, 101, 95.2, 100], [100, 101, 95, 100]],
      fills: ["1 buy 10 @ 100 entry", "3 sell 10 @ 95 stop"],
    },
    {
      title: "the stop of a short goes up to a tick",
      decisions: { 0: { target: -1, stop: 4.7 } },
      shape: distances,
      bars: [still(100), still(100), [100, 104.8, 99, 100], [100, 105, 99, 100]],
      fills: ["1 sell 10 @ 100 entry", "3 buy 10 @ 105 stop"],
    },
    {
      title: "the target of a long goes up to a tick",
      decisions: { 0: { target: 1, takeProfit: 4.7 } },
      shape: distances,
      bars: [still(100), still(100), [100, 104.9, 99, 100], [100, 105.1, 99, 100]],
      fills: ["1 buy 10 @ 100 entry", "3 sell 10 @ 105 take-profit"],
    },
    {
      title: "the target of a short goes down to a tick",
      decisions: { 0: { target: -1, takeProfit: 4.7 } },
      shape: distances,
      bars: [still(100), still(100), [100, 101, 95.1, 100], [100, 101, 94.9, 100]],
      fills: ["1 sell 10 @ 100 entry", "3 buy 10 @ 95 take-profit"],
    },
    {
      title: "a trailing stop goes down to a tick from every new best",
      decisions: { 0: { target: 1, trail: 3.3 } },
      shape: { trail: "distance" },
      bars: [still(100), [100, 102, 100, 102], [102, 102, 98.6, 100], [100, 100, 98.5, 99]],
      fills: ["1 buy 10 @ 100 entry", "3 sell 10 @ 98.5 trail"],
    },
    {
      title: "who takes liquidity pays up to the next tick",
      decisions: long,
      bars: [still(100), still(100)],
      settings: { cash: 1005, slippage: 0.001 },
      fills: ["1 buy 10 @ 100.5 entry"],
    },
    {
      title: "who sells gets the tick below",
      decisions: short,
      bars: [still(100), still(100)],
      settings: { cash: 995, slippage: 0.001 },
      fills: ["1 sell 10 @ 99.5 entry"],
    },
    {
      title: "an open between two ticks is bought at the one above, without any costs",
      decisions: long,
      bars: [still(100), still(100.2)],
      settings: { cash: 1005 },
      fills: ["1 buy 10 @ 100.5 entry"],
    },
    {
      title: "a limit takes an open only if the tick that it would pay is within it",
      decisions: { 0: { target: 1, limit: 100.5 } },
      bars: [still(100), [100, 101, 100, 101]],
      settings: { cash: 1005, slippage: 0.006 },
      fills: ["1 buy 10 @ 100.5 entry"],
    },
  ];
  for (const row of cases) holds(row);
});

test("a market that trades below one tick of its instrument is refused", () => {
  const run = () =>
    playScenario({
      bars: [still(0.6), still(0.6), still(0.3)],
      decisions: { 0: { target: 1 }, 1: { target: 0 } },
      settings: { instruments: { X: spot } },
    });
  expect(run).toThrow("X must trade at one tick of its instrument (0.5) or more; was 0.3; mend the tick");
});

describe("quantities of an instrument", () => {
  test.each([
    ["are whole lots, never more than wanted", { ...spot, lot: "0.1" }, 1000, "1 buy 33.3 @ 30 entry"],
    ["are whole lots of any decimal", { ...spot, lot: "0.025" }, 1000, "1 buy 33.325 @ 30 entry"],
    [
      "are contracts of their size",
      { ...perpetual, lot: 1, contractSize: 0.1 },
      1000,
      "1 buy 333 @ 30 entry",
    ],
    ["are contracts of quote money where it is inverse", inverse, 2, "1 buy 60 @ 3000 entry"],
  ])("%s", (_, instrument, cash, fill) => {
    const price = cash === 2 ? 3000 : 30;
    const outcome = playScenario({
      bars: [still(price), still(price)],
      decisions: { 0: { target: 1 } },
      settings: { cash, instruments: { X: instrument } },
    });
    expect(fillsOf(outcome)).toEqual([fill]);
  });

  test("take the place of the run's lot, which stays that of symbols without an instrument", () => {
    const outcome = playScenario({
      bars: { X: [still(30), still(30)], Y: [still(30), still(30)] },
      decisions: { X: { 0: { target: 0.5 } }, Y: { 0: { target: 0.5 } } },
      settings: { lot: 1, instruments: { X: { ...spot, lot: "0.1" } } },
    });
    expect(fillsOf(outcome)).toEqual(["1 X buy 16.6 @ 30 entry", "1 Y buy 16 @ 30 entry"]);
  });

  const least: readonly (readonly [string, Given, number, number, readonly string[]])[] = [
    ["of a venue refuses what is less", { ...spot, notionalMin: 500 }, 1000, 0.49, []],
    ["of a venue takes what is as much", { ...spot, notionalMin: 500 }, 1000, 0.5, ["1 buy 5 @ 100 entry"]],
    // In the account's currency 3 contracts would be 3.
    ["counts quote money, not coins", { ...inverse, notionalMin: 301 }, 1, 3, []],
    [
      "of quote money is met by 3 contracts of 100",
      { ...inverse, notionalMin: 300 },
      1,
      3,
      ["1 buy 3 @ 100 entry"],
    ],
  ];
  test.each(least)("the least notional %s", (_, instrument, cash, target, fills) => {
    const outcome = playScenario({
      bars: [still(100), still(100)],
      decisions: { 0: { target } },
      settings: { cash, instruments: { X: instrument }, limits: { account: { grossMax: 5 } } },
    });
    expect(fillsOf(outcome)).toEqual(fills);
    expect(outcome.verdicts).toEqual(fills.length === 0 ? { "notional-min": 1 } : {});
  });
});

describe("initial margin", () => {
  const holds = holdsOf({ ...perpetual, margin: { initial: 0.5, maintenance: 0 } });
  const wide = { limits: { account: { grossMax: 20 } } };
  holds({
    title: "caps leverage where the limits of the account would allow more",
    decisions: { 0: { target: 5 } },
    bars: [still(100), still(100)],
    settings: wide,
    fills: ["1 buy 20 @ 100 entry"],
    verdicts: { margin: 1 },
  });
  holds({
    title: "gives way to a limit that is stricter",
    decisions: { 0: { target: 5 } },
    bars: [still(100), still(100)],
    settings: { limits: { account: { grossMax: 1.5 } } },
    fills: ["1 buy 15 @ 100 entry"],
    verdicts: { leverage: 1 },
  });
  test("is shared by the symbols of an account", () => {
    const instruments = {
      X: { ...perpetual, margin: { initial: 0.5 } },
      Y: { ...perpetual, margin: { initial: 0.2 } },
    };
    const outcome = playScenario({
      bars: { X: [still(100), still(100)], Y: [still(100), still(100)] },
      decisions: { X: { 0: { target: 1 } }, Y: { 0: { target: 10 } } },
      settings: { instruments, ...wide },
    });
    // X ties 500 of 1000; the other 500 back 2500 of Y.
    expect(fillsOf(outcome)).toEqual(["1 X buy 10 @ 100 entry", "1 Y buy 25 @ 100 entry"]);
    expect(outcome.verdicts).toEqual({ margin: 1 });
  });
});

describe("a liquidation within the bar", () => {
  const deep = { limits: { account: { grossMax: 5 } } };
  const once = { liquidation: 1 };
  // Long 20 at 100 on 1000: -1000 + 20 p = 0.25 * 20 p at p = 66.67. Short: 3000 - 20 p = 0.25 * 20 p at p = 120.
  const long = { 0: { target: 2 } };
  const short = { 0: { target: -2 } };
  const bought = "1 buy 20 @ 100 entry";
  const sold = "1 sell 20 @ 100 entry";
  const linear: Case[] = [
    {
      title: "takes a short at the price where equity is the maintenance margin",
      decisions: short,
      bars: [still(100), still(100), [100, 121, 99, 110]],
      fills: [sold, "2 buy 20 @ 120 liquidation"],
      verdicts: once,
      equity: 600,
    },
    {
      title: "comes where the bar only touches its price",
      decisions: short,
      bars: [still(100), still(100), [100, 120, 99, 110]],
      fills: [sold, "2 buy 20 @ 120 liquidation"],
      verdicts: once,
    },
    {
      title: "does not come where the bar stays a tick away",
      decisions: short,
      bars: [still(100), still(100), [100, 119.99, 99, 110]],
      fills: [sold],
      equity: 800,
    },
    {
      title: "takes a gap at the open",
      decisions: short,
      bars: [still(100), still(100), [125, 130, 124, 126]],
      fills: [sold, "2 buy 20 @ 125 liquidation"],
      verdicts: once,
      equity: 500,
    },
    {
      title: "takes a long at the tick below the price of the law",
      decisions: long,
      bars: [still(100), still(100), [100, 100, 60, 90]],
      fills: [bought, "2 sell 20 @ 66.66 liquidation"],
      verdicts: once,
    },
    {
      title: "comes in the bar of the entry, too",
      decisions: short,
      bars: [still(100), [100, 121, 99, 110]],
      fills: [sold, "1 buy 20 @ 120 liquidation"],
      verdicts: once,
    },
    {
      title: "does not come after a protective stop that was nearer",
      decisions: { 0: { target: -2, stop: 15 } },
      shape: { stop: "distance" },
      bars: [still(100), still(100), [100, 121, 99, 110]],
      fills: [sold, "2 buy 20 @ 115 stop"],
      equity: 700,
    },
    {
      title: "comes before a stop that stands beyond it",
      decisions: { 0: { target: -2, stop: 25 } },
      shape: { stop: "distance" },
      bars: [still(100), still(100), [100, 126, 99, 110]],
      fills: [sold, "2 buy 20 @ 120 liquidation"],
      verdicts: once,
    },
    {
      title: "is taken by the pessimist where the bar reached the target, too",
      decisions: { 0: { target: -2, takeProfit: 10 } },
      shape: { takeProfit: "distance" },
      bars: [still(100), still(100), [100, 121, 89, 110]],
      fills: [sold, "2 buy 20 @ 120 liquidation"],
      verdicts: once,
    },
    {
      title: "is not taken by the optimist there",
      decisions: { 0: { target: -2, takeProfit: 10 } },
      shape: { takeProfit: "distance" },
      bars: [still(100), still(100), [100, 121, 89, 110]],
      settings: { ...deep, intrabar: "optimistic" },
      fills: [sold, "2 buy 20 @ 90 take-profit"],
    },
    {
      title: "ends trading",
      decisions: { ...short, 3: { target: 1 } },
      bars: [still(100), still(100), [100, 121, 99, 110], still(110), still(110)],
      fills: [sold, "2 buy 20 @ 120 liquidation"],
      verdicts: once,
      equity: 600,
    },
  ];
  for (const row of linear) holdsOf(perpetual)({ settings: deep, ...row });

  // 200 contracts of 100 at 10,000 are 2 coins on 1: 3 - 20,000 / p = 0.05 * 20,000 / p at p = 7000.
  // Short: -1 + 20,000 / p = 0.05 * 20,000 / p at p = 19,000.
  const coins: Case[] = [
    {
      title: "of an inverse long",
      decisions: long,
      bars: [still(10_000), still(10_000), [10_000, 10_000, 6_999, 8_000]],
      fills: ["1 buy 200 @ 10000 entry", "2 sell 200 @ 7000 liquidation"],
      verdicts: once,
      equity: 1 / 7,
    },
    {
      title: "of an inverse short",
      decisions: short,
      bars: [still(10_000), still(10_000), [10_000, 19_001, 10_000, 18_000]],
      fills: ["1 sell 200 @ 10000 entry", "2 buy 200 @ 19000 liquidation"],
      verdicts: once,
      equity: 1 / 19,
    },
    {
      title: "of an inverse short that its coins back never comes",
      decisions: { 0: { target: -1 } },
      bars: [still(10_000), still(10_000), [10_000, 1e6, 10_000, 1e6]],
      fills: ["1 sell 100 @ 10000 entry"],
      equity: 0.01,
    },
  ];
  for (const row of coins) holdsOf(inverse)({ ...row, settings: { ...deep, cash: 1 } });

  const pair = (other: number): Scenario => ({
    bars: {
      X: [still(100), still(100), still(100), [100, 100, 60, 90], still(90)],
      Y: [still(100), still(100), still(other), still(other), still(other)],
    },
    decisions: { X: { 0: { target: 2 } }, Y: { 0: { target: 2 } } },
    settings: {
      instruments: {
        X: { ...perpetual, margin: { initial: 0.2, maintenance: 0.1 } },
        Y: { ...perpetual, margin: { initial: 0.2, maintenance: 0.1 } },
      },
      ...deep,
    },
  });

  test("takes one symbol, and all others at the next open", () => {
    const outcome = playScenario(pair(100));
    // -3000 + 2000 - 200 of the other + 20 p = 2 p at p = 66.67, a tick worse.
    expect(fillsOf(outcome)).toEqual([
      "1 X buy 20 @ 100 entry",
      "1 Y buy 20 @ 100 entry",
      "3 X sell 20 @ 66.66 liquidation",
      "4 Y sell 20 @ 100 risk",
    ]);
    expect(endingsOf(outcome).at(-1)).toBe("3 market 4 filled");
  });

  test("does not come where the profit of another symbol backs the position", () => {
    const outcome = playScenario(pair(150));
    expect(fillsOf(outcome)).toEqual(["1 X buy 20 @ 100 entry", "1 Y buy 20 @ 100 entry"]);
    expect(outcome.verdicts).toEqual({});
  });

  test("is not seen within the bar of a symbol without margin", () => {
    const bars = [still(100), still(100), [100, 100, 40, 90] as Row];
    const outcome = playScenario({ bars, decisions: long, settings: deep });
    expect(fillsOf(outcome)).toEqual([bought]);
  });
});

describe("a future that expires at the close of bar 2", () => {
  const future = { ...spot, kind: "future", expiryMs: 3 * dayMs, fees: { taker: 0.01 } };
  const holds = holdsOf(future);
  const settings = { cash: 1010 };
  const bought = "1 buy 10 @ 100 entry";
  const cases: Case[] = [
    {
      title: "settles at that close, without a fee",
      decisions: { 0: { target: 1 } },
      bars: [still(100), still(100), [100, 121, 99, 120], still(150)],
      settings,
      fills: [bought, "2 sell 10 @ 120 expiry"],
      equity: 1200,
    },
    {
      title: "settles off its grid: nothing is traded",
      decisions: { 0: { target: 1 } },
      bars: [still(100), still(100), still(120.3)],
      settings,
      fills: [bought, "2 sell 10 @ 120.3 expiry"],
    },
    {
      title: "refuses what is decided then or later",
      decisions: { 2: { target: 1 }, 3: { target: -1 } },
      bars: [still(100), still(100), still(100), still(100), still(100)],
      fills: [],
      verdicts: { expired: 2 },
    },
    {
      title: "settles at the next open where it expires without a bar, before anything else trades",
      decisions: { 0: { target: 1, limit: 101 }, 1: { target: 0.5 } },
      bars: [still(100), still(100), undefined, [110, 111, 90, 95]],
      settings,
      fills: [bought, "3 sell 10 @ 110 expiry"],
      equity: 1100,
    },
  ];
  for (const row of cases) holds(row);

  test("cancels what waits for it", () => {
    const outcome = playScenario({
      bars: [still(100), still(100), still(100), still(90)],
      decisions: { 0: { target: 1, limit: 95 } },
      settings: { instruments: { X: future } },
    });
    expect(endingsOf(outcome)).toEqual(["0 limit 2 cancelled"]);
  });

  test("records what it refuses", () => {
    const outcome = playScenario({
      bars: [still(100), still(100), still(100), still(90)],
      decisions: { 2: { target: 1, limit: 95 } },
      settings: { instruments: { X: future } },
    });
    expect(endingsOf(outcome)).toEqual(["2 limit 2 rejected expired"]);
  });
});

describe("an inverse contract", () => {
  const bars = [still(10_000), still(10_000), still(12_500), still(12_500)];

  test("100 of 100 USD bought at 10,000 and sold at 12,500 bring 0.2 coins", () => {
    const outcome = playScenario({
      bars,
      decisions: { 0: { target: 1 }, 2: { target: 0 } },
      settings: { cash: 1, instruments: { X: inverse } },
    });
    expect(fillsOf(outcome)).toEqual(["1 buy 100 @ 10000 entry", "3 sell 100 @ 12500 signal"]);
    expect(outcome.trades[0]!.pnl).toBeCloseTo(0.2, 12);
    expect(outcome.trades[0]!.return).toBeCloseTo(0.2, 12);
    expect([...outcome.equity].map((coins) => Number(coins.toFixed(12)))).toEqual([1, 1, 1.2, 1.2]);
  });

  test("is measured beside coins that are kept", () => {
    const settings = { cash: 1, instruments: { X: inverse } };
    expect([...playScenario({ bars, decisions: {}, settings }).benchmark]).toEqual([1, 1, 1, 1]);
    expect([...playScenario({ bars, decisions: {}, settings: { cash: 1 } }).benchmark]).toEqual([
      1, 1, 1.25, 1.25,
    ]);
  });

  test("a short loses the coins that a long gains", () => {
    const outcome = playScenario({
      bars,
      decisions: { 0: { target: -1 } },
      settings: { cash: 1, instruments: { X: inverse } },
    });
    expect(outcome.equity[3]).toBeCloseTo(0.8, 12);
    expect(outcome.net[3]).toBeCloseTo(-0.8 / 0.8, 12);
  });

  test("pays fees in coins of its notional", () => {
    const { fills, costs } = playScenario({
      bars,
      decisions: { 0: { target: 1 } },
      settings: { cash: 1.01, instruments: { X: { ...inverse, fees: { taker: 0.01 } } } },
    });
    expect(fills[0]).toMatchObject({ quantity: 100, fee: 0.01 });
    expect(costs.fees).toBe(0.01);
  });

  test("pays funding in coins of its notional at the close", () => {
    const outcome = playScenario({
      bars,
      decisions: { 0: { target: 1 } },
      funding: [0, 0, 0.01, 0],
      settings: { cash: 1, instruments: { X: inverse } },
    });
    // 10,000 USD are 0.8 coins at 12,500.
    expect(outcome.costs.funding).toBeCloseTo(0.008, 12);
    expect(outcome.equity[3]).toBeCloseTo(1.192, 12);
  });
});

test("symbols that settle in different currencies are refused", () => {
  const run = () =>
    playScenario({
      bars: { X: [still(100)], Y: [still(100)] },
      decisions: { X: {}, Y: {} },
      settings: { instruments: { X: { ...perpetual, settle: "USDT" }, Y: { ...inverse, base: "BTC" } } },
    });
  expect(run).toThrow(
    "symbols of a run must settle in one currency; of X, Y, X settles in USDT, Y in BTC; give each currency a run of its own",
  );
});
