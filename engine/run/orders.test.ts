import { describe, expect, test } from "vitest";
import type { DecisionShape, DecisionValues } from "./decide.ts";
import { type Desk, runScript, type ScriptOrder } from "./script.ts";
import type { SettingsInput } from "./settings.ts";
import {
  endingsOf,
  fillsOf,
  freeSettings,
  marketFrom,
  playScenario,
  type Row,
  still,
} from "./testing/scenario.ts";

interface Case {
  readonly title: string;
  /** Bars after the one of the first decision, which closes at 100. */
  readonly bars: readonly Row[];
  readonly decisions: Readonly<Record<number, Partial<DecisionValues>>>;
  readonly shape?: DecisionShape;
  readonly settings?: SettingsInput;
  readonly fills: readonly string[];
  /** Bar of the placing, kind, bar of the ending and how it ended. */
  readonly orders: readonly string[];
  readonly ambiguous?: number;
  readonly verdicts?: Readonly<Record<string, number>>;
}

function holds({ title, bars, fills, orders, ambiguous = 0, verdicts = {}, ...rest }: Case): void {
  test(title, () => {
    const outcome = playScenario({ bars: [still(100), ...bars], ...rest });
    expect(fillsOf(outcome)).toEqual(fills);
    expect(endingsOf(outcome)).toEqual(orders);
    expect(outcome.ambiguousBars).toBe(ambiguous);
    expect(outcome.verdicts).toEqual(verdicts);
  });
}

const optimist = { intrabar: "optimistic" } as const;

describe("a stop-limit order", () => {
  const buy = { 0: { target: 1, trigger: 105, limit: 107 } };
  const sell = { 0: { target: -1, trigger: 95, limit: 93 } };
  /** Its limit is better than its trigger: it wants the price to come back. */
  const back = { 0: { target: 1, trigger: 105, limit: 103 } };
  const cases: Case[] = [
    {
      title: "takes its trigger where that is within its limit",
      decisions: buy,
      bars: [[100, 106, 99, 104]],
      settings: { cash: 1050 },
      fills: ["1 buy 10 @ 105 entry"],
      orders: ["0 stop-limit 1 filled"],
    },
    {
      title: "sells at its trigger where that is within its limit",
      decisions: sell,
      bars: [[100, 101, 94, 96]],
      settings: { cash: 950 },
      fills: ["1 sell 10 @ 95 entry"],
      orders: ["0 stop-limit 1 filled"],
    },
    {
      title: "takes an open that gaps to a price within its limit",
      decisions: buy,
      bars: [[106, 108, 105.5, 107]],
      settings: { cash: 1060 },
      fills: ["1 buy 10 @ 106 entry"],
      orders: ["0 stop-limit 1 filled"],
    },
    {
      title: "pays spread and slippage up to its limit",
      decisions: { 0: { target: 1, trigger: 105, limit: 126 } },
      bars: [[100, 106, 99, 104]],
      settings: { cash: 1260, halfSpread: 0.15, slippage: 0.05 },
      fills: ["1 buy 10 @ 126 entry"],
      orders: ["0 stop-limit 1 filled"],
    },
    {
      title: "does not trade where the price never comes to its trigger",
      decisions: buy,
      bars: [[100, 104.9, 99, 104]],
      fills: [],
      orders: ["0 stop-limit untriggered"],
    },
    {
      title: "gapped beyond its limit waits there, and fills in the same bar when the price comes back",
      decisions: buy,
      bars: [[110, 111, 106, 108]],
      settings: { cash: 1070, slippage: 0.1 },
      fills: ["1 buy 10 @ 107 entry"],
      orders: ["0 stop-limit 1 filled"],
    },
    {
      title: "to sell, gapped beyond its limit, fills there when the price comes back",
      decisions: sell,
      bars: [[90, 94, 89, 92]],
      settings: { cash: 930 },
      fills: ["1 sell 10 @ 93 entry"],
      orders: ["0 stop-limit 1 filled"],
    },
    {
      title: "gapped beyond its limit fills in a later bar",
      decisions: buy,
      bars: [
        [110, 112, 108, 111],
        [108, 109, 106, 108],
      ],
      settings: { cash: 1070 },
      fills: ["2 buy 10 @ 107 entry"],
      orders: ["0 stop-limit 2 filled"],
    },
    {
      title: "that waits at its limit fills at a better open, without asking for its trigger again",
      decisions: buy,
      bars: [
        [110, 112, 108, 111],
        [104, 104.5, 103, 104],
      ],
      settings: { cash: 1040 },
      fills: ["2 buy 10 @ 104 entry"],
      orders: ["0 stop-limit 2 filled"],
    },
    {
      title: "that only touches its limit stays",
      decisions: buy,
      bars: [
        [110, 112, 107, 111],
        [110, 112, 107, 111],
      ],
      fills: [],
      orders: ["0 stop-limit triggered"],
    },
    {
      title: "triggered within the range, its limit behind: the pessimist waits for a later bar",
      decisions: back,
      bars: [
        [100, 106, 99, 104],
        [104, 105, 102, 103],
      ],
      settings: { cash: 1030 },
      fills: ["2 buy 10 @ 103 entry"],
      orders: ["0 stop-limit 2 filled"],
      ambiguous: 1,
    },
    {
      title: "triggered within the range, its limit behind: the optimist has it in the same bar",
      decisions: back,
      bars: [[100, 106, 99, 104]],
      settings: { cash: 1030, ...optimist },
      fills: ["1 buy 10 @ 103 entry"],
      orders: ["0 stop-limit 1 filled"],
      ambiguous: 1,
    },
    {
      title: "triggered within a range that does not reach its limit leaves nothing in doubt",
      decisions: back,
      bars: [[104, 106, 103.5, 105]],
      settings: optimist,
      fills: [],
      orders: ["0 stop-limit triggered"],
    },
    {
      title: "whose slippage carries it beyond its limit waits there",
      decisions: buy,
      bars: [[106, 108, 105.5, 108]],
      settings: { cash: 1070, slippage: 0.1 },
      fills: ["1 buy 10 @ 107 entry"],
      orders: ["0 stop-limit 1 filled"],
    },
    {
      title: "expires triggered as well as not",
      decisions: buy,
      bars: [[110, 112, 108, 111], still(100)],
      shape: { expire: 1 },
      fills: [],
      orders: ["0 stop-limit 1 expired"],
    },
    {
      title: "without a trigger is refused before it is placed",
      decisions: { 0: { target: 1, trigger: Number.NaN, limit: 107 } },
      bars: [[100, 110, 100, 100]],
      fills: [],
      orders: [],
      verdicts: { "unknown-price": 1 },
    },
  ];
  for (const row of cases) holds(row);
});

describe.each(["ioc", "fok"] as const)("an order with tif %s", (tif) => {
  const shape = { tif };
  const cases: Case[] = [
    {
      title: "fills where it arrives and finds its price",
      decisions: { 0: { target: 1, limit: 101 } },
      bars: [still(100)],
      shape,
      fills: ["1 buy 10 @ 100 entry"],
      orders: ["0 limit 1 filled"],
    },
    {
      title: "is gone where it arrives and does not, whatever the bar then trades",
      decisions: { 0: { target: 1, limit: 98 } },
      bars: [[100, 101, 90, 95], still(90)],
      shape,
      fills: [],
      orders: ["0 limit 1 cancelled"],
    },
    {
      title: "waits for its trigger as long as any stop order, then trades at the market",
      decisions: { 0: { target: 1, trigger: 105 } },
      bars: [still(100), [100, 106, 99, 104]],
      settings: { cash: 1050 },
      shape,
      fills: ["2 buy 10 @ 105 entry"],
      orders: ["0 stop 2 filled"],
    },
    {
      title: "is gone where it is triggered beyond its limit, though the bar comes back",
      decisions: { 0: { target: 1, trigger: 105, limit: 107 } },
      bars: [[110, 112, 100, 111], still(100)],
      settings: optimist,
      shape,
      fills: [],
      orders: ["0 stop-limit 1 cancelled"],
    },
    {
      title: "meets its first bar after a gap",
      decisions: { 0: { target: 1, limit: 101 } },
      bars: [undefined, still(100)],
      shape,
      fills: ["2 buy 10 @ 100 entry"],
      orders: ["0 limit 2 filled"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("a day order", () => {
  const buy = { 0: { target: 1, limit: 98 } };
  const shape = { tif: "day" } as const;
  const cases: Case[] = [
    {
      title: "decided at midnight lives through the day that begins",
      decisions: buy,
      bars: [[99, 100, 97, 99]],
      settings: { cash: 980 },
      shape,
      fills: ["1 buy 10 @ 98 entry"],
      orders: ["0 limit 1 filled"],
    },
    {
      title: "does not live over the next midnight",
      decisions: buy,
      bars: [still(100), [99, 100, 97, 99]],
      shape,
      fills: [],
      orders: ["0 limit 2 expired"],
    },
    {
      title: "does not live over a day without a bar",
      decisions: buy,
      bars: [undefined, still(90)],
      shape,
      fills: [],
      orders: ["0 limit 2 expired"],
    },
    {
      title: "ends at midnight triggered as well as not",
      decisions: { 0: { target: 1, trigger: 105, limit: 107 } },
      bars: [[110, 112, 108, 111], still(100)],
      shape,
      fills: [],
      orders: ["0 stop-limit 2 expired"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("a post-only order", () => {
  const shape = { postOnly: true };
  const refused = { "post-only": 1 };
  const cases: Case[] = [
    {
      title: "is refused where it arrives and finds its price",
      decisions: { 0: { target: 1, limit: 101 } },
      bars: [still(100), still(90)],
      shape,
      fills: [],
      orders: ["0 limit 1 rejected post-only"],
      verdicts: refused,
    },
    {
      title: "rests and fills as a maker",
      decisions: { 0: { target: 1, limit: 98 } },
      bars: [[99, 100, 97, 99]],
      settings: { cash: 980, slippage: 0.1 },
      shape,
      fills: ["1 buy 10 @ 98 entry"],
      orders: ["0 limit 1 filled"],
    },
    {
      title: "within the spread rests, for it finds no price",
      decisions: { 0: { target: 1, limit: 105 } },
      bars: [[100, 106, 99, 100]],
      settings: { cash: 1050, halfSpread: 0.1 },
      shape,
      fills: ["1 buy 10 @ 105 entry"],
      orders: ["0 limit 1 filled"],
    },
    {
      title: "is refused where its trigger finds a price within its limit",
      decisions: { 0: { target: 1, trigger: 105, limit: 107 } },
      bars: [[100, 106, 99, 104], still(100)],
      shape,
      fills: [],
      orders: ["0 stop-limit 1 rejected post-only"],
      verdicts: refused,
    },
    {
      title: "triggered beyond its limit waits there",
      decisions: { 0: { target: 1, trigger: 105, limit: 107 } },
      bars: [[110, 111, 106, 108]],
      settings: { cash: 1070 },
      shape,
      fills: ["1 buy 10 @ 107 entry"],
      orders: ["0 stop-limit 1 filled"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("an order that only reduces", () => {
  type Acts = Readonly<Record<number, (desk: Desk) => void>>;
  const flat = [still(100), still(100), still(100), still(100)];
  const play = (acts: Acts, bars: readonly Row[] = flat) =>
    runScript(marketFrom({ bars }), freeSettings(), 365, (index, desk) => acts[index]?.(desk()));
  const four: ScriptOrder = { side: "buy", size: { quantity: 4 } };
  const less = (order: Partial<ScriptOrder> = {}): ScriptOrder => ({
    side: "sell",
    size: { quantity: 10 },
    reduceOnly: true,
    ...order,
  });
  const bought = "1 buy 4 @ 100 entry";
  const cases: readonly (readonly [string, Acts, readonly Row[], readonly string[], readonly string[]])[] = [
    [
      "is clipped to what is held",
      { 0: (desk) => desk.order(four), 1: (desk) => desk.order(less()) },
      flat,
      [bought, "2 sell 4 @ 100 signal"],
      ["0 market 1 filled", "1 market 2 filled"],
    ],
    [
      "takes only the part that it asks for",
      { 0: (desk) => desk.order(four), 1: (desk) => desk.order(less({ size: { quantity: 1 } })) },
      flat,
      [bought, "2 sell 1 @ 100 signal"],
      ["0 market 1 filled", "1 market 2 filled"],
    ],
    [
      "opens nothing",
      { 0: (desk) => desk.order(less()) },
      flat,
      [],
      ["0 market 1 cancelled nothing-to-trade"],
    ],
    [
      "adds nothing",
      { 0: (desk) => desk.order(four), 1: (desk) => desk.order(less({ side: "buy" })) },
      flat,
      [bought],
      ["0 market 1 filled", "1 market 2 cancelled nothing-to-trade"],
    ],
    [
      "is gone where its price comes after the position went",
      {
        0: (desk) => desk.order(four),
        1: (desk) => {
          desk.order(less({ limit: 105 }));
          desk.close();
        },
      },
      [still(100), still(100), still(100), [100, 106, 100, 100]],
      [bought, "2 sell 4 @ 100 signal"],
      ["0 market 1 filled", "1 limit 3 cancelled nothing-to-trade", "1 market 2 filled"],
    ],
    [
      "waits at a limit",
      { 0: (desk) => desk.order(four), 1: (desk) => desk.order(less({ limit: 105 })) },
      [still(100), still(100), [100, 106, 100, 100]],
      [bought, "2 sell 4 @ 105 signal"],
      ["0 market 1 filled", "1 limit 2 filled"],
    ],
  ];
  test.each(cases)("%s", (_, acts, bars, fills, orders) => {
    const outcome = play(acts, bars);
    expect(fillsOf(outcome)).toEqual(fills);
    expect(endingsOf(outcome)).toEqual(orders);
  });
});

describe("the record of an order", () => {
  test("holds its terms, when it was placed and ended, and what it traded", () => {
    const { orders } = playScenario({
      bars: [still(100), [99, 100, 97, 99]],
      decisions: { 0: { target: 1, limit: 98 } },
      shape: { tif: "day", postOnly: true },
      settings: { cash: 980 },
    });
    expect(orders).toEqual([
      {
        symbol: "X",
        kind: "limit",
        side: "buy",
        tif: "day",
        limit: 98,
        trigger: null,
        postOnly: true,
        reduceOnly: false,
        placedIndex: 0,
        placedMs: 86_400_000,
        endedIndex: 1,
        status: "filled",
        quantity: 10,
        price: 98,
        reason: "decision",
        rule: null,
      },
    ]);
  });

  const cases: readonly (readonly [string, Omit<Case, "title" | "fills" | "orders">, readonly string[]])[] = [
    ["filled", { decisions: { 0: { target: 1 } }, bars: [still(100)] }, ["0 market 1 filled"]],
    [
      "filled at the close that decided",
      { decisions: { 0: { target: 1 } }, bars: [still(100)], settings: { fill: "close" } },
      ["0 market 0 filled"],
    ],
    [
      "not yet at the market",
      { decisions: { 1: { target: 1 } }, bars: [still(100)] },
      ["1 market pending-new"],
    ],
    ["working", { decisions: { 0: { target: 1, limit: 90 } }, bars: [still(100)] }, ["0 limit working"]],
    [
      "cancelled by another target",
      {
        decisions: { 0: { target: 1, limit: 90 }, 1: { target: 0.5, limit: 90 } },
        bars: [still(100), still(100)],
      },
      ["0 limit 1 cancelled", "1 limit working"],
    ],
    [
      "cut by a limit of risk, which is named",
      { decisions: { 0: { target: 2 } }, bars: [still(100)] },
      ["0 market 1 filled leverage"],
    ],
    [
      "rejected by a limit of risk before it went out",
      {
        decisions: { 0: { target: -1 } },
        bars: [still(100)],
        settings: { limits: { account: { short: false } } },
      },
      ["0 market 1 rejected short"],
    ],
    [
      "cancelled by a limit of risk where it waited",
      {
        decisions: { 0: { target: -1, limit: 105 } },
        bars: [[100, 106, 100, 100]],
        settings: { limits: { account: { short: false } } },
      },
      ["0 limit 1 cancelled short"],
    ],
    [
      "expired over a missing bar",
      { decisions: { 0: { target: 1, limit: 90 } }, bars: [undefined, still(100)], shape: { expire: 1 } },
      ["0 limit 2 expired"],
    ],
    [
      "that flattens by order of risk",
      {
        decisions: { 0: { target: 1 } },
        bars: [still(100), still(40), still(40)],
        settings: { limits: { account: { maxDrawdown: 0.5 } } },
      },
      ["0 market 1 filled", "2 market 3 filled"],
    ],
  ];
  test.each(cases)("says: %s", (_, { bars, ...rest }, orders) => {
    expect(endingsOf(playScenario({ bars: [still(100), ...bars], ...rest }))).toEqual(orders);
  });
});
