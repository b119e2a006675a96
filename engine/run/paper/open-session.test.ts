import { mkdtempSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { segmentsOf } from "../../adapters/journal/segments.ts";
import { type Random, seeded } from "../../core/random.ts";
import type { FeedEvent, SimulatedVenue, Venue } from "../../ports.ts";
import { lossyVenue } from "../live/testing/lossy-venue.ts";
import { caseOf, drawn, hourMs, paced, tradesOf, venueFor } from "../live/testing/play.ts";
import { standingOf } from "../live/testing/standing.ts";
import type { Trader } from "../live/trader.ts";
import { openSession, type PaperSession } from "./open-session.ts";

const root = mkdtempSync(join(tmpdir(), "bot4-session-"));

const killsEach = 5;

/** A random session, with a venue that lives outside of it, and what happens there. */
function prepare(seed: number) {
  const made = drawn(caseOf(seed, []), {});
  const end = made.market.ts.at(-1)! + hourMs;
  const rates = { dropped: 0, doubled: 0, delayed: 0, delayMs: hourMs, untilMs: end };
  const venue = lossyVenue(venueFor(made, { latencyMs: 90_000 }), seeded(seed), rates);
  const events: FeedEvent[] = [...tradesOf(made.market, seed)];
  for (let ts = made.market.ts[0]!; ts < end + 3 * 24 * hourMs; ts += paced.timerMs) {
    events.push({ kind: "timer", ts });
  }
  events.sort((a, b) => a.ts - b.ts);
  const options = { run: "paper", plan: made.plan, settings: made.settings, barsPerYear: 8_760, ...paced };
  return { venue, events, options: { ...options, identity: { seed: String(seed) } } };
}

function settle(trader: Trader, venue: SimulatedVenue, nowMs: number): void {
  for (let due = venue.dueMs(); due <= nowMs; due = venue.dueMs()) {
    for (const message of venue.advance(due)) trader.hear(message);
  }
}

function show(trader: Trader, venue: SimulatedVenue, event: FeedEvent): void {
  settle(trader, venue, event.ts);
  venue.observe(event);
  trader.take(event);
  settle(trader, venue, event.ts);
}

/** Counts what a trader is told, and keeps how it stood before each thing while that is asked for. */
function watched(trader: Trader) {
  const seen = { told: 0, stood: undefined as string[] | undefined };
  const watch =
    <T>(tell: (what: T) => void) =>
    (what: T): void => {
      seen.told++;
      seen.stood?.push(standingOf(trader));
      tell(what);
    };
  return { trader: { ...trader, take: watch(trader.take), hear: watch(trader.hear) }, seen };
}

/** A session that is killed at some events: its last requests may not go out, its last record may be torn. */
function killed(seed: number, random: Random) {
  const { venue, events, options } = prepare(seed);
  const folder = join(root, String(seed));
  const journal = { segmentBytes: 500 + Math.floor(random() * 20_000), syncMs: 1e6 };
  const open = (way: Venue) => openSession({ ...options, folder, venue: way, journal });
  const kills = new Set(Array.from({ length: killsEach }, () => Math.floor(random() * events.length * 0.6)));
  let mute = false;
  const loud: Venue = { send: (action, nowMs) => mute || venue.send(action, nowMs) };
  let session: PaperSession = open(loud);
  let { trader, seen } = watched(session.trader);
  for (const [index, event] of events.entries()) {
    if (!kills.has(index)) {
      show(trader, venue, event);
      continue;
    }
    const torn = random() < 0.3;
    mute = torn || random() < 0.5;
    session.flush();
    const [before, records] = [session.inputs + seen.told, session.journal.last()];
    seen.stood = [];
    show(trader, venue, event);
    const stood = [...seen.stood, standingOf(trader)];
    if (!torn && random() < 0.5) session.flush();
    const wrote = session.journal.last() > records;
    session.journal.abandon();
    if (torn && wrote) tear(folder, random);
    mute = false;
    session = open(loud);
    // What was written is all that there is.
    expect(session.inputs, `seed ${seed}, killed at event ${index}`).toBeGreaterThanOrEqual(before);
    const same = stood[session.inputs - before] === standingOf(session.trader);
    expect(same, `seed ${seed}, killed at event ${index}`).toBe(true);
    // What was on its way to the dead one is lost.
    venue.advance(event.ts);
    ({ trader, seen } = watched(session.trader));
    session.resume(event.ts);
    // The connection was lost, and is there again.
    seen.told += session.inputs > 0 ? 2 : 0;
  }
  session.journal.abandon();
  return { venue, session, killed: kills.size };
}

/** Takes away some of the last record. */
function tear(folder: string, random: Random): void {
  const { path } = segmentsOf(folder).at(-1)!;
  truncateSync(path, statSync(path).size - 1 - Math.floor(random() * 20));
}

describe("a session", () => {
  test("killed at 500 points stands as it stood; no order is doubled, orphaned or forgotten", () => {
    let [fills, points] = [0, 0];
    for (let seed = 1; points < 500; seed++) {
      const { venue, session, killed: kills } = killed(seed, seeded(seed + 3));
      points += kills;
      for (const [id, times] of venue.placed) expect(times, `seed ${seed}: ${id}`).toBe(1);
      for (const { slot, instrument } of session.trader.desk.list) {
        const lots = Math.round(slot.quantity / instrument.lot.step);
        expect(lots, `seed ${seed}: ${instrument.symbol}`).toBe(venue.position.get(instrument.symbol) ?? 0);
      }
      fills += session.trader.session.fills.length;
    }
    expect(fills).toBeGreaterThan(200);
  }, 300_000);

  test("goes on only as what it was, and a new one has nothing to go on with", async () => {
    const { venue, options } = prepare(1);
    const folder = join(root, "other");
    const first = openSession({ ...options, folder, venue });
    expect([first.inputs, first.lastMs]).toEqual([0, Number.NEGATIVE_INFINITY]);
    first.resume(5);
    expect(first.journal.last()).toBe(2);
    await first.journal.close();
    const identity = { seed: "2" };
    expect(() => openSession({ ...options, folder, venue, identity })).toThrow(
      '"identity":{"seed":"2"}}; was of {"schema":"bot4/paper-session@1","run":"paper","identity":{"seed":"1"}}',
    );
    const again = openSession({ ...options, folder, venue });
    expect(again.journal.found.last).toBeGreaterThanOrEqual(2);
    expect(again.inputs).toBe(0);
    await again.journal.close();
  });
});
