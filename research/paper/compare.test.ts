import { describe, expect, test } from "vitest";
import { seeded } from "../../engine/core/random.ts";
import { lossyVenue } from "../../engine/run/live/testing/lossy-venue.ts";
import {
  biting,
  caseOf,
  drawn,
  hourMs,
  type Played,
  tradesOf,
  venueFor,
} from "../../engine/run/live/testing/play.ts";
import type { FoldedSession } from "../../engine/run/paper/fold-session.ts";
import { drawnCrossing } from "../../engine/run/paper/testing/crossing.ts";
import { judgePaper } from "../promotion/judge-paper.ts";
import { parsePaperRecord } from "../promotion/paper-record.ts";
import { type Cause, causes } from "./causes.ts";
import { compareToShadow } from "./compare.ts";
import { composePaperRecord, slippageBps } from "./compose-record.ts";
import { type PeriodModel, periodModel } from "./period-model.ts";
import { perYear, playSession } from "./testing/play.ts";

const compare = (folded: FoldedSession, { plan, settings }: Played) =>
  compareToShadow(folded, { plan, settings, barsPerYear: perYear });

test("at a perfect venue, market orders leave nothing to attribute", () => {
  let fills = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const made = drawn(caseOf(seed, ["levels", "resting"]), {
      cash: 1_000_000,
      size: { by: "quantity", amount: 6 },
      limits: { account: { grossMax: 100 } },
    });
    const folded = playSession(made, venueFor(made), tradesOf(made.market, seed));
    if (folded.market.ts.length === 0) continue;
    const { at, groups, agreement } = compare(folded, made);
    expect(agreement.agreed, `seed ${seed}`).toBe(agreement.decisions);
    for (const { paper, shadow } of groups) {
      expect([paper.length > 0, shadow.length > 0], `seed ${seed}`).toEqual([true, true]);
      fills += paper.length;
    }
    const { amounts, difference } = at(folded.market.ts.length - 1);
    for (const cause of causes) expect(Math.abs(amounts[cause]), `seed ${seed} ${cause}`).toBeLessThan(1e-4);
    expect(Math.abs(difference), `seed ${seed}`).toBeLessThan(1e-4);
  }
  expect(fills).toBeGreaterThan(20);
});

describe("whatever happens", () => {
  test("the amounts add up to the difference of equities at every close, and each cause is met", () => {
    const met = new Set<Cause>();
    for (let seed = 1; seed <= 14; seed++) {
      const settings = {
        funding: true,
        borrowRate: seed % 2 === 0 ? 0.05 : 0,
        ...(seed % 4 === 0 && { limits: biting }),
      };
      const made = seed % 2 === 0 ? drawn(caseOf(seed, []), settings) : drawnCrossing(seed, 120, settings);
      const latency = venueFor(made, { latencyMs: seed % 3 === 0 ? 0 : 1_700_000 });
      const rates = { dropped: 0.05, doubled: 0.05, delayed: 0.1, delayMs: hourMs, untilMs: 1e15 };
      const venue = seed % 5 === 0 ? lossyVenue(latency, seeded(seed), rates) : latency;
      const folded = playSession(made, venue, withFunding(made, seed));
      const { length } = folded.market.ts;
      if (length === 0) continue;
      const comparison = compare(folded, made);
      for (let t = folded.outcome.start; t < length; t += 23) {
        const { amounts, unexplained, difference } = comparison.at(t);
        const scale = made.settings.cash + Math.abs(difference);
        expect(Math.abs(unexplained) / scale, `seed ${seed}, bar ${t}`).toBeLessThan(1e-9);
        for (const cause of causes) if (Math.abs(amounts[cause]) > 1e-6) met.add(cause);
      }
    }
    expect([...met].sort()).toEqual(
      ["extra", "fee", "holding", "missed", "price", "quantity", "timing"].sort(),
    );
  });
});

/** A session of which some orders come late and others not at all, over several days. */
function troubled(seed: number) {
  const made = drawnCrossing(seed, 200, { limits: biting });
  const rates = { dropped: 0.05, doubled: 0.05, delayed: 0.1, delayMs: hourMs, untilMs: 1e15 };
  const venue = lossyVenue(venueFor(made, { latencyMs: 1_700_000 }), seeded(seed), rates);
  return { made, folded: playSession(made, venue, tradesOf(made.market, seed)) };
}

const dayMs = 24 * hourMs;

test("the days of a session add up to the whole of it", () => {
  const { made, folded } = troubled(6);
  const comparison = compare(folded, made);
  const names = { run: "p", strategy: "s" };
  const whole = periodModel(folded, comparison, names)!;
  const first = Math.floor(whole.fromMs / dayMs);
  const days = Array.from({ length: Math.ceil(whole.toMs / dayMs) - first }, (_, k) => {
    const fromMs = (first + k) * dayMs;
    return periodModel(folded, comparison, names, { fromMs, toMs: fromMs + dayMs })!;
  });
  expect(days.length).toBeGreaterThan(6);
  const sum = (of: (day: PeriodModel) => number) => days.reduce((total, day) => total + of(day), 0);
  const near = (value: number) => expect.closeTo(value, 6);
  expect(sum(({ change }) => change)).toEqual(near(whole.difference));
  expect(Math.abs(whole.difference)).toBeGreaterThan(1);
  for (const cause of causes)
    expect(
      sum(({ amounts }) => amounts[cause]),
      cause,
    ).toEqual(near(whole.amounts[cause]));
  expect(sum(({ closes }) => closes.length)).toBe(whole.closes.length);
  expect(sum(({ trades }) => trades.length)).toBe(whole.trades.length);
  expect(sum(({ agreement }) => agreement.decisions)).toBe(whole.agreement.decisions);
  expect(sum(({ events }) => events.length)).toBeGreaterThan(0);
  expect(sum(({ upMs }) => upMs)).toEqual(near(whole.upMs));
  // The lines are all that differs but for what belongs to no decision.
  const lines = whole.lines.reduce((total, line) => total + line.total, 0);
  expect(lines + whole.amounts.holding + whole.amounts.mark).toEqual(near(whole.difference));
  expect(periodModel(folded, comparison, names, { fromMs: 9e14, toMs: 9e14 + dayMs })).toBeUndefined();
});

test("a decision that the shadow did not make is named a signal, and counts against agreement", () => {
  const { made, folded } = troubled(6);
  const honest = compare(folded, made);
  const start = folded.outcome.start;
  const group = honest.groups.find(({ role, paper }) => role === "decision" && paper.length > 0)!;
  folded.rows.targets[made.market.symbols.indexOf(group.symbol)]![group.decision - start]! += 0.25;
  const told = compare(folded, made);
  expect(told.agreement).toEqual({ ...honest.agreement, agreed: honest.agreement.agreed - 1 });
  const found = told.groups.find(
    ({ decision, symbol, role }) =>
      decision === group.decision && symbol === group.symbol && role === "decision",
  )!;
  expect(told.explain(found)).toEqual({
    cause: "signal",
    detail: expect.stringMatching(/^target .* here, .* in the shadow$/),
  });
});

test("the record of a session says what promotion asks for", () => {
  const { made, folded } = troubled(6);
  const comparison = compare(folded, made);
  const record = composePaperRecord(folded, comparison, {
    feed: "replay:x@max",
    dossier: "d".repeat(64),
    journal: "e".repeat(64),
  });
  expect(parsePaperRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  const { fillsMatched, fillsMissed, fillsExtra, totalReturn } = record;
  expect(fillsMatched + fillsMissed + fillsExtra).toBe(comparison.groups.length);
  expect(Math.min(fillsMatched, fillsMissed)).toBeGreaterThan(0);
  expect(totalReturn).toBeCloseTo(folded.outcome.equity.at(-1)! / made.settings.cash - 1, 12);
  const failed = judgePaper(record).checks.filter(({ passed }) => !passed);
  expect(failed.map(({ name }) => name)).toContain("feed");
  // What is bought dearer than by the shadow is worse, and what is sold dearer is better.
  const one = (side: "buy" | "sell") =>
    slippageBps({
      side,
      paper: [
        { quantity: 1, price: 101 },
        { quantity: 3, price: 101 },
      ],
      shadow: [{ quantity: 2, price: 100 }],
    } as never);
  expect(one("buy")).toBeCloseTo(100, 9);
  expect(one("sell")).toBeCloseTo(-100, 9);
  const blank = {
    ...folded,
    market: { ...folded.market, ts: folded.market.ts.subarray(0, folded.outcome.start) },
  };
  expect(() => composePaperRecord(blank, comparison, { feed: "", dossier: "", journal: "" })).toThrow(
    "must have seen a whole bar",
  );
});

/** The trades of a market, with funding at every eighth close. */
function* withFunding(made: Played, seed: number) {
  const random = seeded(seed);
  let due = made.market.ts[0]! + 8 * hourMs;
  for (const event of tradesOf(made.market, seed)) {
    for (; event.ts >= due; due += 8 * hourMs) {
      for (const symbol of made.market.symbols) {
        yield { kind: "funding", ts: due, symbol, rate: 0.002 * (random() - 0.5) } as const;
      }
    }
    yield event;
  }
}
