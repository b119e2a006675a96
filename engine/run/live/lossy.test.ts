import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import type { FeedEvent } from "../../ports.ts";
import { lotsWithin } from "../../trade/instrument.ts";
import { type Lot, stopInForce } from "../../trade/position.ts";
import type { Post } from "./desk.ts";
import { runFeed } from "./run-feed.ts";
import { lossyVenue } from "./testing/lossy-venue.ts";
import { biting, caseOf, drawn, hourMs, paced, tradesOf, venueFor } from "./testing/play.ts";

const faults = [
  { name: "drops", dropped: 0.2, doubled: 0, delayed: 0 },
  { name: "doubles", dropped: 0, doubled: 0.3, delayed: 0 },
  { name: "delays and reorders", dropped: 0, doubled: 0, delayed: 0.4 },
  { name: "does all of that", dropped: 0.15, doubled: 0.15, delayed: 0.3 },
];

/** Whether all that is held is protected by what its levels ask for, or on its way out, and nothing else is there. */
function isGuarded({ slot, guards, sent, exits, instrument }: Post): boolean {
  const leaving = exits.size > 0 || [...sent.values()].some(({ reduces }) => reduces);
  const wanted = slot.lots.filter((lot) => stopInForce(lot) > 0 || lot.takeProfit > 0);
  const covers = (lot: Lot) =>
    guards.get(lot)?.lots === lotsWithin(instrument, Math.abs(lot.quantity) + 1e-9);
  return leaving || (guards.size === wanted.length && wanted.every(covers));
}

/** The trades of a market, and two weeks after them in which nothing trades: time to ask, with growing patience. */
function* thenQuiet(events: Iterable<FeedEvent>): Generator<FeedEvent> {
  let ts = 0;
  for (const event of events) {
    ts = event.ts;
    yield event;
  }
  for (let k = 1; k <= 672; k++) yield { kind: "timer", ts: ts + (k * hourMs) / 2 };
}

/** Runs a seed over a venue behind a bad network that is well again once the market has closed. */
function play(seed: number, rates: (typeof faults)[number]) {
  // Some of the cases work their orders in parts, in some limits bite.
  const work = seed % 3 === 0 ? { work: { rule: "twap", overMs: 4 * hourMs, parts: 5 } as const } : {};
  const made = drawn(caseOf(seed, []), { ...work, ...(seed % 4 === 0 && { limits: biting }) });
  const end = made.market.ts.at(-1)! + hourMs;
  const losses = { ...rates, delayMs: 3 * hourMs, untilMs: end };
  const venue = lossyVenue(venueFor(made, { latencyMs: 60_000 }), seeded(seed), losses);
  const { outcome, counts, trader } = runFeed({
    run: "lossy",
    plan: made.plan,
    settings: made.settings,
    barsPerYear: 8_760,
    feed: thenQuiet(tradesOf(made.market, seed)),
    venue,
    ...paced,
  });
  return { outcome, counts, venue, trader };
}

describe("over a venue that", () => {
  test.each(faults)("$name, no order is placed twice and no fill is lost", (rates) => {
    let fills = 0;
    let faulty = 0;
    const rules = new Set<string>();
    for (let seed = 1; seed <= 80; seed++) {
      const { outcome, counts, venue, trader } = play(seed, rates);
      for (const [id, times] of venue.placed) expect(times, `seed ${seed}: ${id}`).toBe(1);
      const held = new Map<string, number>();
      for (const { symbol, side, quantity } of outcome.fills) {
        const lots = Math.round(quantity * 1_000) * (side === "buy" ? 1 : -1);
        held.set(symbol, (held.get(symbol) ?? 0) + lots);
      }
      for (const symbol of outcome.symbols) {
        expect(held.get(symbol) ?? 0, `seed ${seed}: position in ${symbol}`).toBe(
          venue.position.get(symbol) ?? 0,
        );
      }
      expect(
        counts.unknownOrders.filter((id) => !venue.makers.has(id)),
        `seed ${seed}`,
      ).toEqual([]);
      for (const post of trader.desk.list) {
        expect(isGuarded(post), `seed ${seed}: ${post.instrument.symbol} is protected`).toBe(true);
      }
      fills += outcome.fills.length;
      faulty += venue.faults();
      for (const rule of Object.keys(outcome.verdicts)) rules.add(rule);
    }
    expect(fills).toBeGreaterThan(500);
    expect(faulty).toBeGreaterThan(500);
    expect([...rules]).toEqual(expect.arrayContaining(["breaker", "max-drawdown", "daily-loss"]));
  });

  test("says nothing at all, what is unknown is named, asked for with growing patience, and never sent again", () => {
    const silent = { name: "silent", dropped: 1, doubled: 0, delayed: 0 };
    const played = (seed: number) => {
      const made = drawn(caseOf(seed, ["levels", "resting"]), {});
      const venue = lossyVenue(venueFor(made), seeded(1), {
        ...silent,
        delayMs: 0,
        untilMs: Number.POSITIVE_INFINITY,
      });
      const run = runFeed({
        run: "silent",
        plan: made.plan,
        settings: made.settings,
        barsPerYear: 8_760,
        feed: thenQuiet(tradesOf(made.market, 1)),
        venue,
        timerMs: hourMs,
        manager: { answerMs: 60_000, queriesMax: 5 },
      });
      return { ...run, venue };
    };
    // One that trades all its symbols: which strategies are drawn depends on the operators that there are.
    let seed = 1;
    let run = played(seed);
    while (run.venue.placed.size < run.outcome.symbols.length) run = played(++seed);
    const { counts, outcome, venue } = run;
    expect(counts.unknownOrders).toEqual([...venue.placed.keys()]);
    expect(counts.unknownOrders).toHaveLength(outcome.symbols.length);
    expect(counts.reconciles).toBe(outcome.symbols.length);
    expect(counts.actions).toBe(7 * outcome.symbols.length);
    expect(outcome.fills).toEqual([]);
  });
});
