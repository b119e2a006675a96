import { describe, expect, test } from "vitest";
import type { DecisionValues } from "./decide.ts";
import { fillsOf, playScenario, type Row, type Scenario, still } from "./testing/scenario.ts";

const entry = "1 buy 10 @ 100 entry";
const shortEntry = "1 sell 10 @ 100 entry";

interface Case {
  readonly title: string;
  /** Bars after the one that decides; the entry is at the open of the first. */
  readonly bars: readonly Row[];
  readonly decision: Partial<DecisionValues>;
  readonly rest?: Omit<Scenario, "bars" | "decisions">;
  readonly fills: readonly string[];
  readonly ambiguous?: number;
}

const distance = { shape: { stop: "distance", takeProfit: "distance", trail: "distance" } } as const;
const optimistic = { ...distance, settings: { intrabar: "optimistic" } } as const;
const touch = { ...distance, settings: { limitFill: "touch" } } as const;
const both = { target: 1, stop: 5, takeProfit: 5 };

function holds({ title, bars, decision, rest = distance, fills, ambiguous = 0 }: Case): void {
  test(title, () => {
    const outcome = playScenario({ bars: [still(100), ...bars], decisions: { 0: decision }, ...rest });
    expect(fillsOf(outcome)).toEqual(fills);
    expect(outcome.ambiguousBars).toBe(ambiguous);
  });
}

describe("a stop", () => {
  const long = { target: 1, stop: 5 };
  const short = { target: -1, stop: 5 };
  const cases: Case[] = [
    {
      title: "fills at its level within the range",
      decision: long,
      bars: [still(100), [99, 100, 94, 96]],
      fills: [entry, "2 sell 10 @ 95 stop"],
    },
    {
      title: "fills where the range just touches it",
      decision: long,
      bars: [still(100), [99, 100, 95, 96]],
      fills: [entry, "2 sell 10 @ 95 stop"],
    },
    {
      title: "stays where the range ends before it",
      decision: long,
      bars: [still(100), [99, 100, 95.01, 96]],
      fills: [entry],
    },
    {
      title: "fills at the open beyond a gap, not at its level",
      decision: long,
      bars: [still(100), [90, 92, 88, 91]],
      fills: [entry, "2 sell 10 @ 90 stop"],
    },
    {
      title: "works in the bar at whose open it was entered",
      decision: long,
      bars: [[100, 101, 94, 95]],
      fills: [entry, "1 sell 10 @ 95 stop"],
    },
    {
      title: "of a short lies above it",
      decision: short,
      bars: [still(100), [101, 106, 100, 105]],
      fills: [shortEntry, "2 buy 10 @ 105 stop"],
    },
    {
      title: "of a short fills at the open beyond a gap",
      decision: short,
      bars: [still(100), [110, 111, 99, 100]],
      fills: [shortEntry, "2 buy 10 @ 110 stop"],
    },
    {
      title: "pays spread and slippage",
      decision: { target: 1, stop: 0.05 },
      bars: [still(100), [99, 100, 90, 96]],
      rest: { shape: { stop: "fraction" }, settings: { cash: 1010, slippage: 0.01 } },
      fills: ["1 buy 10 @ 101 entry", "2 sell 10 @ 94.9905 stop"],
    },
    {
      title: "may be a price",
      decision: { target: 1, stop: 93 },
      bars: [still(100), [99, 99, 92, 96]],
      rest: { shape: { stop: "price" } },
      fills: [entry, "2 sell 10 @ 93 stop"],
    },
    {
      title: "that is not known refuses the entry",
      decision: { target: 1, stop: Number.NaN },
      bars: [still(100), [90, 90, 50, 60]],
      fills: [],
    },
    {
      title: "below zero refuses the entry",
      decision: { target: 1, stop: -5 },
      bars: [still(100), [90, 90, 50, 60]],
      fills: [],
    },
  ];
  for (const row of cases) holds(row);

  test("that is not known is counted, and what was to be turned around is left", () => {
    const decisions = { 0: long, 1: { target: -1, stop: Number.NaN } };
    const outcome = playScenario({
      bars: [still(100), still(100), still(101), still(101)],
      decisions,
      ...distance,
    });
    expect(fillsOf(outcome)).toEqual([entry, "2 sell 10 @ 101 signal"]);
    expect(outcome.verdicts).toEqual({ "unknown-level": 1 });
  });
});

describe("a profit target", () => {
  const long = { target: 1, takeProfit: 5 };
  const cases: Case[] = [
    {
      title: "fills at its price when the bar trades through",
      decision: long,
      bars: [still(100), [101, 105.5, 100, 104]],
      fills: [entry, "2 sell 10 @ 105 take-profit"],
    },
    {
      title: "does not fill when the bar only touches",
      decision: long,
      bars: [still(100), [101, 105, 100, 104]],
      fills: [entry],
    },
    {
      title: "fills on a touch where that is the rule",
      decision: long,
      bars: [still(100), [101, 105, 100, 104]],
      rest: touch,
      fills: [entry, "2 sell 10 @ 105 take-profit"],
    },
    {
      title: "fills at a better open",
      decision: long,
      bars: [still(100), [108, 109, 107, 108]],
      fills: [entry, "2 sell 10 @ 108 take-profit"],
    },
    {
      title: "of a short lies below it",
      decision: { target: -1, takeProfit: 5 },
      bars: [still(100), [99, 99, 94, 96]],
      fills: [shortEntry, "2 buy 10 @ 95 take-profit"],
    },
    {
      title: "is a maker: no spread, no slippage",
      decision: { target: 1, takeProfit: 0.1 },
      bars: [still(100), [101, 120, 100, 104]],
      rest: { shape: { takeProfit: "fraction" }, settings: { cash: 1010, halfSpread: 0.01 } },
      fills: ["1 buy 10 @ 101 entry", "2 sell 10 @ 111.1 take-profit"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("a bar that reaches stop and target", () => {
  const wide: Row = [100, 106, 94, 100];
  const stopped = [entry, "2 sell 10 @ 95 stop"];
  const won = [entry, "2 sell 10 @ 105 take-profit"];
  const quarters = (...rows: Row[]) => ({ finer: { 2: rows } });
  const cases: Case[] = [
    {
      title: "is a stop to the pessimist, and counted",
      decision: both,
      bars: [still(100), wide],
      fills: stopped,
      ambiguous: 1,
    },
    {
      title: "is a target to the optimist, and counted",
      decision: both,
      bars: [still(100), wide],
      rest: optimistic,
      fills: won,
      ambiguous: 1,
    },
    {
      title: "is decided by an open beyond the stop",
      decision: both,
      bars: [still(100), [94, 106, 93, 100]],
      rest: optimistic,
      fills: [entry, "2 sell 10 @ 94 stop"],
    },
    {
      title: "is decided by an open beyond the target",
      decision: both,
      bars: [still(100), [107, 108, 94, 95]],
      fills: [entry, "2 sell 10 @ 107 take-profit"],
    },
    {
      title: "is decided by finer bars: target first",
      decision: both,
      bars: [still(100), wide],
      rest: { ...distance, ...quarters([100, 106, 99, 105], [105, 105, 94, 100]) },
      fills: won,
    },
    {
      title: "is decided by finer bars: stop first",
      decision: both,
      bars: [still(100), wide],
      rest: { ...optimistic, ...quarters([100, 101, 94, 95], [95, 106, 95, 100]) },
      fills: stopped,
    },
    {
      title: "takes a finer touch of the target for no fill",
      decision: both,
      bars: [still(100), wide],
      rest: { ...optimistic, ...quarters([100, 105, 99, 101], [101, 101, 94, 95], [95, 106, 95, 100]) },
      fills: stopped,
    },
    {
      title: "takes a finer touch for a fill where that is the rule",
      decision: both,
      bars: [still(100), wide],
      rest: { ...touch, ...quarters([100, 105, 99, 101], [101, 101, 94, 95], [95, 106, 95, 100]) },
      fills: won,
    },
    {
      title: "stays in doubt where one finer bar reaches both",
      decision: both,
      bars: [still(100), wide],
      rest: { ...optimistic, ...quarters(wide) },
      fills: won,
      ambiguous: 1,
    },
    {
      title: "stays in doubt where finer bars reach neither",
      decision: both,
      bars: [still(100), wide],
      rest: { ...distance, ...quarters(still(100), still(101)) },
      fills: stopped,
      ambiguous: 1,
    },
    {
      title: "stays in doubt where there are no finer bars",
      decision: both,
      bars: [still(100), wide],
      rest: { ...distance, finer: { 1: [still(100)] } },
      fills: stopped,
      ambiguous: 1,
    },
    {
      title: "resolves a short by finer bars, too",
      decision: { ...both, target: -1 },
      bars: [still(100), wide],
      rest: { ...distance, ...quarters([100, 101, 94, 95], [95, 106, 95, 100]) },
      fills: [shortEntry, "2 buy 10 @ 95 take-profit"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("a trailing stop", () => {
  const long = { target: 1, trail: 5 };
  const cases: Case[] = [
    {
      title: "follows the highest high at its distance",
      decision: long,
      bars: [
        [100, 110, 100, 108],
        [107, 107, 104, 104],
      ],
      fills: [entry, "2 sell 10 @ 105 trail"],
    },
    {
      title: "does not move within the bar that it sees",
      decision: long,
      bars: [[100, 120, 96, 119], still(118)],
      fills: [entry],
    },
    {
      title: "stands at its distance from the entry in the first bar",
      decision: long,
      bars: [[100, 120, 94, 119]],
      fills: [entry, "1 sell 10 @ 95 trail"],
    },
    {
      title: "never moves back",
      decision: long,
      bars: [
        [100, 110, 100, 108],
        [107, 107, 106, 106],
        [106, 106, 104.5, 105],
      ],
      fills: [entry, "3 sell 10 @ 105 trail"],
    },
    {
      title: "of a short follows the lowest low",
      decision: { target: -1, trail: 5 },
      bars: [
        [100, 100, 90, 92],
        [93, 96, 92, 94],
      ],
      fills: [shortEntry, "2 buy 10 @ 95 trail"],
    },
    {
      title: "may be a fraction of the best price",
      decision: { target: 1, trail: 0.1 },
      bars: [
        [100, 120, 100, 119],
        [119, 119, 107, 108],
      ],
      rest: { shape: { trail: "fraction" } },
      fills: [entry, "2 sell 10 @ 108 trail"],
    },
    {
      title: "given as a price keeps the distance that it had at the entry",
      decision: { target: 1, trail: 96 },
      bars: [
        [100, 110, 100, 108],
        [107, 107, 104, 104],
      ],
      rest: { shape: { trail: "price" } },
      fills: [entry, "2 sell 10 @ 106 trail"],
    },
    {
      title: "takes over from a fixed stop once it is nearer",
      decision: { ...long, stop: 3 },
      bars: [
        [100, 110, 100, 108],
        [107, 107, 104, 104],
      ],
      fills: [entry, "2 sell 10 @ 105 trail"],
    },
    {
      title: "leaves the work to a fixed stop that is nearer",
      decision: { ...long, stop: 3 },
      bars: [still(100), [100, 100, 94, 95]],
      fills: [entry, "2 sell 10 @ 97 stop"],
    },
    {
      title: "does not follow over a missing bar",
      decision: long,
      bars: [[100, 110, 100, 108], undefined, [107, 107, 104, 104]],
      fills: [entry, "3 sell 10 @ 105 trail"],
    },
    {
      title: "entered within a bar does not see the high of that bar",
      decision: { ...long, limit: 98 },
      bars: [
        [100, 130, 97, 99],
        [99, 99, 94, 95],
      ],
      rest: { ...distance, settings: { cash: 980 } },
      fills: ["1 buy 10 @ 98 entry"],
    },
  ];
  for (const row of cases)
    holds(row.title.startsWith("entered within") ? { ...row, fills: [...row.fills] } : row);
});

describe("a time exit", () => {
  const two = { shape: { maxBars: 2 } } as const;
  const bars = [still(100), still(101), still(102), still(103)];
  const cases: Case[] = [
    {
      title: "leaves at the open after so many bars",
      decision: { target: 1 },
      bars,
      rest: two,
      fills: [entry, "3 sell 10 @ 102 time"],
    },
    {
      title: "counts from the bar after an entry at the close",
      decision: { target: 1 },
      bars,
      rest: { ...two, settings: { fill: "close" } },
      fills: ["0 buy 10 @ 100 entry", "3 sell 10 @ 102 time"],
    },
    {
      title: "waits for the next bar where that one is missing",
      decision: { target: 1 },
      bars: [bars[0], bars[1], undefined, bars[3]],
      rest: two,
      fills: [entry, "4 sell 10 @ 103 time"],
    },
  ];
  for (const row of cases) holds(row);
});

describe("what a protective order has closed", () => {
  const bars = [
    still(100),
    still(100),
    [100, 100, 90, 100] as Row,
    still(100),
    still(100),
    still(100),
    still(100),
  ];
  const stop = 5;

  test("stays closed until the target changes", () => {
    const decisions = {
      0: { target: 1, stop },
      3: { target: 1, stop },
      4: { target: 0 },
      5: { target: 1, stop },
    };
    const outcome = playScenario({ bars, decisions, ...distance, settings: { cash: 1000 } });
    expect(fillsOf(outcome)).toEqual([entry, "2 sell 10 @ 95 stop", "6 buy 9.5 @ 100 entry"]);
  });

  test("is a finished trade with its excursions", () => {
    const outcome = playScenario({ bars, decisions: { 0: { target: 1, stop } }, ...distance });
    expect(outcome.trades).toEqual([
      expect.objectContaining({
        side: "long",
        entryIndex: 1,
        exitIndex: 2,
        quantity: 10,
        pnl: -50,
        return: -0.05,
        mae: 95 / 100 - 1,
        mfe: 0,
        exitReason: "stop",
        open: false,
      }),
    ]);
  });
});
