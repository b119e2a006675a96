import { describe, expect, test } from "vitest";
import type { LimitsInput } from "../risk/limits.ts";
import { fillsOf, playScenario, type Row, type Scenario, still } from "./testing/scenario.ts";

const outcomeOf = (scenario: Scenario) => {
  const outcome = playScenario(scenario);
  expect(playScenario(scenario, true)).toStrictEqual(outcome);
  return outcome;
};
const flat = Array.from({ length: 6 }, () => still(100));
const hold = { 0: { target: 1 } };

describe("limits of risk in a run", () => {
  test.each<[string, Scenario["bars"], Scenario["decisions"], LimitsInput, string[], Record<string, number>]>(
    [
      [
        "an order is cut to its quantity",
        flat,
        hold,
        { order: { quantityMax: 4 } },
        ["1 buy 4 @ 100 entry"],
        { "order-quantity": 1 },
      ],
      [
        "a price that ran away from the close that decided is not paid",
        [still(100), still(106), still(106)],
        hold,
        { order: { collar: 0.05 } },
        [],
        { collar: 1 },
      ],
      [
        "a price that ran away is taken by what reduces",
        [still(100), still(100), still(106)],
        { ...hold, 1: { target: 0 } },
        { order: { collar: 0.05 } },
        ["1 buy 10 @ 100 entry", "2 sell 10 @ 106 signal"],
        {},
      ],
      [
        "a stop of the limits stands beside the strategy's",
        [still(100), still(100), [100, 100, 88, 90], still(90)],
        hold,
        { stops: { fixed: 0.1 } },
        ["1 buy 10 @ 100 entry", "2 sell 10 @ 90 stop"],
        {},
      ],
      [
        "a stop at two average ranges, from bars before the entry",
        [[100, 101, 99, 100], [100, 102, 98, 100], still(100), [100, 100, 92, 95], still(95)],
        { 1: { target: 1 } },
        { stops: { atr: 2, atrBars: 2 } },
        ["2 buy 10 @ 100 entry", "3 sell 10 @ 94 stop"],
        {},
      ],
      [
        "a position is left after so many bars",
        flat,
        hold,
        { stops: { bars: 2 } },
        ["1 buy 10 @ 100 entry", "3 sell 10 @ 100 time"],
        {},
      ],
      [
        "a strategy's drawdown flattens it, and nothing is added any more",
        [still(100), still(100), still(89), still(89), still(89), still(89)],
        { ...hold, 3: { target: 0 }, 4: { target: 1 } },
        { stops: { strategyDrawdown: 0.1 } },
        ["1 buy 10 @ 100 entry", "3 sell 10 @ 89 risk"],
        { "strategy-drawdown": 1 },
      ],
      [
        "a bad day holds nothing back on the next",
        [still(100), still(100), still(94), still(94), still(94)],
        { 0: { target: 0.5 }, 2: { target: 1 } },
        { account: { dailyLoss: 0.02 } },
        ["1 buy 5 @ 100 entry", "3 buy 5.319148936 @ 94 entry"],
        { "daily-loss": 1 },
      ],
      [
        "positions of a sector share its limit",
        { A: flat, B: flat },
        { A: { 0: { target: 0.5 } }, B: { 0: { target: 0.5 } } },
        { position: { sectors: { A: "coins", B: "coins" }, sectorMax: 0.75 } },
        ["1 A buy 5 @ 100 entry", "1 B buy 2.5 @ 100 entry"],
        { sector: 1 },
      ],
    ],
  )("%s", (_, bars, decisions, limits, fills, verdicts) => {
    const outcome = outcomeOf({ bars, decisions, settings: { limits } });
    expect(fillsOf(outcome)).toEqual(fills);
    expect(outcome.verdicts).toEqual(verdicts);
  });

  test("a bad day refuses what is added on that day", () => {
    const scenario: Scenario = {
      bars: [still(100), still(94), still(94)],
      decisions: { 0: { target: 0.5 }, 1: { target: 1 } },
      settings: { fill: "close", limits: { account: { dailyLoss: 0.02 } } },
    };
    const outcome = outcomeOf(scenario);
    expect(fillsOf(outcome)).toEqual(["0 buy 5 @ 100 entry"]);
    expect(outcome.verdicts).toEqual({ "daily-loss": 1, reducing: 1 });
  });

  test("bars before the first that counts fill the window", () => {
    const rows: Row[] = Array.from({ length: 40 }, (_, t) => still(100 + (t % 2)));
    const scenario = (fromMs: number | undefined): Scenario => ({
      bars: rows,
      decisions: { 30: { target: 1 } },
      settings: { fromMs, limits: { statistical: { window: 25, varMax: 0.5 } } },
    });
    for (const from of [undefined, 29 * 86_400_000]) {
      const outcome = outcomeOf(scenario(from));
      expect(outcome.fills.length, String(from)).toBe(1);
      expect(outcome.verdicts).toEqual({});
    }
    const short: Scenario = {
      ...scenario(undefined),
      bars: rows.slice(20),
      decisions: { 10: { target: 1 } },
    };
    expect(outcomeOf(short).verdicts).toEqual({ var: 1 });
  });
});
