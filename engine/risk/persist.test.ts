import { describe, expect, test } from "vitest";
import { seeded } from "../core/random.ts";
import { judgeEquity, startBar } from "./observe.ts";
import { parseLimits } from "./parse-limits.ts";
import { parseRiskState, storeRiskState } from "./persist.ts";
import { countOrder, review } from "./review.ts";
import { createRisk, type Risk } from "./risk.ts";
import { lift, transition } from "./standing.ts";
import { drawCloses, orderOf, riskOf, show, symbolsOf } from "./testing/account.ts";

const input = {
  profile: "careful",
  order: { ratePerMinute: 3 },
  stops: { atr: 2, atrBars: 4 },
  statistical: { window: 9 },
} as const;
const limits = parseLimits(input);

/** A risk after some history. */
function lived(bars: number): Risk {
  const risk = riskOf(input, 3);
  show(risk, drawCloses(seeded(bars), 3, bars, 0.2));
  startBar(risk.state, 5e9, 1000);
  judgeEquity(risk.state, risk.limits, 1000 + bars, 5e9);
  for (let k = 0; k < bars; k++) countOrder(risk, orderOf({ ts: 1e6 + k * 1000 }));
  return risk;
}

const wired = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("a state of risk", () => {
  test("goes through JSON and on as if nothing had happened", () => {
    for (const bars of [0, 1, 2, 8, 9, 10, 25, 60]) {
      const risk = lived(bars);
      if (bars % 2 === 1) transition(risk.state.standing, "max-drawdown", 4);
      if (bars === 9) lift(risk.state.standing, { operator: "Ada", reason: "checked", atMs: 5 });
      const state = parseRiskState(wired(storeRiskState(risk.state)), symbolsOf(3), limits);
      // Sums of slots that the present has passed are not restored: nothing reads them again.
      expect(storeRiskState(state)).toEqual(storeRiskState(risk.state));
      const other = createRisk({ symbols: symbolsOf(3), barsPerYear: 365 }, limits, 0, state);
      const more = drawCloses(seeded(99), 3, 30, 0.2);
      for (const both of [risk, other]) show(both, more);
      expect(storeRiskState(other.state)).toEqual(storeRiskState(risk.state));
      for (const both of [risk, other]) both.exposures.set([0, 300, -200]);
      const order = orderOf({ wanted: 4, others: 500, ts: 1e7 });
      expect({ ...review(other, order) }).toEqual({ ...review(risk, order) });
    }
  });

  const stored = () => wired(storeRiskState(lived(12).state)) as Record<string, unknown>;
  test.each([
    ["null", () => null, "risk state must be a record; was null"],
    ["another schema", () => ({ ...stored(), schema: "x" }), 'schema bot4/risk-state@1; was "x"'],
    ["other symbols", () => ({ ...stored(), symbols: ["A"] }), 'must be of S0, S1, S2; was of ["A"]'],
    [
      "a mode without a cause",
      () => ({ ...stored(), standing: { mode: "halted", cause: null, sinceMs: 0, lifts: [] } }),
      'must be a mode and its cause; was {"mode":"halted","cause":null}',
    ],
    [
      "a cause that does not lead there",
      () => ({ ...stored(), standing: { mode: "halted", cause: "daily-loss", sinceMs: 0, lifts: [] } }),
      "must be a mode and its cause",
    ],
    [
      "lifts that are no list",
      () => ({ ...stored(), standing: { mode: "active", cause: null, sinceMs: "NaN", lifts: 3 } }),
      "lifts of the risk state must be a list; was 3",
    ],
    [
      "a number that is none",
      () => ({ ...stored(), numbers: { peak: "big" } }),
      'peak of the risk state must be a number; was "big"',
    ],
    [
      "a window of another size",
      () => ({ ...stored(), returns: { next: 0, count: 0, ring: [1] } }),
      "returns.ring of the risk state must hold 27 numbers, as the limits ask; was 1",
    ],
    [
      "a place beyond the window",
      () => ({ ...stored(), returns: { next: 9, count: 9, ring: [] } }),
      "returns.next of the risk state must be a whole number in [0, 8]; was 9",
    ],
  ])("is refused: %s", (_, made, message) => {
    expect(() => parseRiskState(made(), symbolsOf(3), limits)).toThrow(message);
  });
});
