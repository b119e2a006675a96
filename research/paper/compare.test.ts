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
import { type Cause, causes } from "./causes.ts";
import { compareToShadow } from "./compare.ts";
import { perYear, playSession } from "./testing/play.ts";

const compare = (folded: FoldedSession, { plan, settings }: Played) =>
  compareToShadow(folded, { plan, settings, barsPerYear: perYear });

test("at a perfect venue, market orders leave nothing to attribute", () => {
  let fills = 0;
  for (let seed = 1; seed <= 25; seed++) {
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
  expect(fills).toBeGreaterThan(300);
});

describe("whatever happens", () => {
  test("the amounts add up to the difference of equities at every close, and each cause is met", () => {
    const met = new Set<Cause>();
    for (let seed = 1; seed <= 60; seed++) {
      const made = drawn(caseOf(seed, []), {
        funding: true,
        borrowRate: seed % 2 === 0 ? 0.05 : 0,
        ...(seed % 4 === 0 && { limits: biting }),
      });
      const latency = venueFor(made, { latencyMs: seed % 3 === 0 ? 0 : 1_700_000 });
      const rates = { dropped: 0.05, doubled: 0.05, delayed: 0.1, delayMs: hourMs, untilMs: 1e15 };
      const venue = seed % 5 === 0 ? lossyVenue(latency, seeded(seed), rates) : latency;
      const folded = playSession(made, venue, withFunding(made, seed));
      const { length } = folded.market.ts;
      if (length === 0) continue;
      const comparison = compare(folded, made);
      for (let t = folded.outcome.start; t < length; t += 7) {
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
