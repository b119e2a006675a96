import { describe, expect, test } from "vitest";
import { type Random, seeded } from "../../core/random.ts";
import type { FeedEvent, SimulatedVenue } from "../../ports.ts";
import { lossyVenue } from "./testing/lossy-venue.ts";
import { biting, caseOf, drawn, hourMs, paced, tradesOf, venueFor } from "./testing/play.ts";
import { standingOf } from "./testing/standing.ts";
import { createTrader, type Trader, type TraderInput } from "./trader.ts";

const cases = 120;

/** A trader of a random case over a venue, and all that it was told; `onNote` is called before each is acted upon. */
function prepare(seed: number, losses: number, work: boolean) {
  const twap = { rule: "twap", overMs: 5 * hourMs, parts: 4 } as const;
  const made = drawn(caseOf(seed, []), {
    ...(work && { work: twap }),
    ...(seed % 4 === 0 && { limits: biting }),
  });
  const end = made.market.ts.at(-1)! + hourMs;
  const rates = { dropped: losses, doubled: losses, delayed: losses, delayMs: hourMs, untilMs: end };
  const venue = lossyVenue(venueFor(made, { latencyMs: 90_000 }), seeded(seed), rates);
  const options = { run: "replay", plan: made.plan, settings: made.settings, barsPerYear: 8_760, ...paced };
  return { made, end, venue, options, events: eventsOf(made.market, seed, end) };
}

/** Trades, timers, funding and what an operator does, in the order of time; then two quiet weeks. */
function eventsOf(market: Parameters<typeof tradesOf>[0], seed: number, end: number): TraderInput[] {
  const random = seeded(seed + 1);
  const events: TraderInput[] = [...tradesOf(market, seed)];
  for (let ts = market.ts[0]!; ts < end + 14 * 24 * hourMs; ts += paced.timerMs)
    events.push({ kind: "timer", ts });
  for (let ts = market.ts[0]!; ts < end; ts += 8 * hourMs) {
    for (const symbol of market.symbols)
      events.push({ kind: "funding", ts, symbol, rate: 0.001 * (random() - 0.5) });
  }
  const at = market.ts[Math.floor(market.ts.length * random())]!;
  const who = { operator: "test", reason: "to see" };
  const action = random() < 0.5 ? "halt" : "flatten";
  if (random() < 0.3) {
    events.push(
      { kind: "operator", ts: at, action, ...who },
      { kind: "operator", ts: at + hourMs, action: "lift", ...who },
    );
  }
  return events.sort((a, b) => a.ts - b.ts);
}

/** Lets venue and trader talk until nothing is due before a moment. */
function settle(trader: Trader, venue: SimulatedVenue, nowMs: number): void {
  for (let due = venue.dueMs(); due <= nowMs; due = venue.dueMs()) {
    for (const message of venue.advance(due)) trader.hear(message);
  }
}

const isMarket = (input: TraderInput): input is FeedEvent =>
  input.kind !== "order" &&
  input.kind !== "operator" &&
  input.kind !== "connected" &&
  input.kind !== "disconnected";

function show(trader: Trader, venue: SimulatedVenue, input: TraderInput): void {
  settle(trader, venue, input.ts);
  if (isMarket(input)) venue.observe(input);
  trader.take(input);
  settle(trader, venue, input.ts);
}

describe("a trader that is told again what one before it was told", () => {
  test.each([{ work: false }, { work: true }])(
    "stands as that one stood, at any moment (work $work)",
    ({ work }) => {
      for (let seed = 1; seed <= cases / 2; seed++) {
        const { venue, options, events } = prepare(seed, 0.1, work);
        const inputs: TraderInput[] = [];
        const random = seeded(seed + 2);
        const stood: { readonly after: number; readonly text: string }[] = [];
        const first: Trader = createTrader({
          ...options,
          venue,
          note: (input) => {
            // As it stands after those that were noted before this one.
            if (random() < 0.01) stood.push({ after: inputs.length, text: standingOf(first) });
            inputs.push(structuredClone(input));
          },
        });
        for (const event of events) show(first, venue, event);
        expect(stood.length, `seed ${seed}`).toBeGreaterThan(0);
        const send = () => expect.fail("what is told again sends nothing");
        const again = createTrader({ ...options, venue: { send } });
        let told = 0;
        for (const { after, text } of stood) {
          again.replay(inputs.slice(told, after));
          told = after;
          expect(standingOf(again), `seed ${seed}, after ${after} inputs`).toBe(text);
        }
      }
    },
  );

  /** Kills a trader between two inputs or in the midst of one, its last requests unsent, and goes on with another. */
  function killed(seed: number, random: Random) {
    const { venue, options, events, made } = prepare(seed, 0, seed % 3 === 0);
    const journal: TraderInput[] = [];
    let dead = false;
    const killAt = Math.floor(random() * events.length * 0.3);
    const loud = { ...venue, send: (...args: Parameters<typeof venue.send>) => dead || venue.send(...args) };
    const note = (input: TraderInput) => {
      journal.push(structuredClone(input));
      // The last is written down, and half of the time nothing of what it asks for goes out.
      if (journal.length >= killAt) dead = random() < 0.5 || dead;
    };
    let trader = createTrader({ ...options, venue: loud, note });
    let revived = false;
    for (const event of events) {
      if (!revived && journal.length >= killAt) {
        // What was on its way to the dead one is lost.
        venue.advance(event.ts - 1);
        trader = createTrader({ ...options, venue });
        trader.replay(journal);
        trader.take({ kind: "disconnected", ts: event.ts });
        trader.take({ kind: "connected", ts: event.ts });
        revived = true;
      }
      show(trader, venue, event);
    }
    return { venue, trader, made };
  }

  test("goes on where that one was killed: no order doubled, orphaned or forgotten", () => {
    let fills = 0;
    for (let seed = 1; seed <= cases; seed++) {
      const { venue, trader } = killed(seed, seeded(seed + 3));
      for (const [id, times] of venue.placed) expect(times, `seed ${seed}: ${id}`).toBe(1);
      for (const { slot, instrument } of trader.desk.list) {
        const lots = Math.round(slot.quantity / instrument.lot.step);
        expect(lots, `seed ${seed}: ${instrument.symbol}`).toBe(venue.position.get(instrument.symbol) ?? 0);
      }
      fills += trader.session.fills.length;
    }
    expect(fills).toBeGreaterThan(500);
  });
});
