import { describe, expect, test } from "vitest";
import type { FeedEvent } from "../../ports.ts";
import { backoff } from "./backoff.ts";
import { type LiveFeed, type LiveFeedOptions, liveFeed } from "./live-feed.ts";
import type { LiveBar, LiveListener } from "./live-market.ts";

const minute = 60_000;

/** A clock that is moved by hand, and calls back what is due, in its order. */
function handClock() {
  let nowMs = 0;
  const due: { at: number; call: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after: (ms: number, call: () => void) => {
      const entry = { at: nowMs + ms, call };
      due.push(entry);
      return () => {
        const at = due.indexOf(entry);
        if (at >= 0) due.splice(at, 1);
      };
    },
    /** Lets time pass, with a turn for promises at each moment at which something is due. */
    pass: async (ms: number) => {
      const until = nowMs + ms;
      for (;;) {
        await turn();
        const next = due.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
        if (next > until) break;
        nowMs = next;
        for (const entry of due.filter(({ at }) => at <= next)) {
          due.splice(due.indexOf(entry), 1);
          entry.call();
        }
      }
      nowMs = until;
      await turn();
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const barAt = (ts: number): LiveBar => ({ ts, open: 1, high: 2, low: 1, close: 2, volume: 3 });

/** A market whose time is the hand clock's, and a feed of it. */
function play(given: Partial<LiveFeedOptions> = {}) {
  const clock = handClock();
  const said: string[] = [];
  const state = {
    failing: false,
    missing: new Set<string>(),
    asked: 0,
    listener: undefined as LiveListener | undefined,
  };
  const feed = liveFeed({
    market: {
      nowMs: clock.nowMs,
      bars: async (symbol, fromMs, toMs) => {
        state.asked++;
        if (state.failing) throw new Error("no route");
        const bars: LiveBar[] = [];
        for (let ts = fromMs; ts < toMs; ts += minute) {
          if (!state.missing.has(symbol) && !state.missing.has(`${symbol} ${ts / minute}`))
            bars.push(barAt(ts));
        }
        return bars;
      },
      listen: (listener) => {
        state.listener = listener;
      },
      close: async () => {},
    },
    symbols: ["A", "B"],
    timeframeMs: minute,
    fromMs: 0,
    isTold: () => false,
    quoteMs: () => 1_000,
    clock,
    say: (what) => said.push(what),
    ...given,
  });
  const quote = (symbol: string, bid: number) => state.listener!.quote({ symbol, bid, ask: bid + 1 });
  return { clock, said, state, feed, quote };
}

/** What has come, in short. */
function taken(feed: LiveFeed): string[] {
  const events: FeedEvent[] = [];
  for (let step = feed.peek(); step; step = feed.peek()) {
    events.push(step.event);
    feed.shift();
  }
  return events.map((event) =>
    event.kind === "bar"
      ? `${event.past ? "past " : ""}bar ${event.symbol} ${event.ts / minute}`
      : event.kind === "quote"
        ? `quote ${event.symbol} ${event.bid} at ${event.ts}`
        : event.kind,
  );
}

describe("a live feed", () => {
  test("time stands still before a close until its bars have come; quotes come behind them", async () => {
    const { clock, state, feed, quote } = play();
    await clock.pass(500);
    quote("A", 10);
    quote("A", 11);
    expect(taken(feed)).toEqual(["quote A 10 at 500"]);
    await clock.pass(1_000);
    quote("A", 12);
    expect(taken(feed)).toEqual(["quote A 12 at 1500"]);
    state.missing.add("B");
    await clock.pass(minute);
    quote("A", 13);
    expect(taken(feed)).toEqual([]);
    expect(feed.nowMs()).toBe(minute - 1);
    state.missing.clear();
    await clock.pass(300);
    expect(taken(feed)).toEqual(["bar A 1", "bar B 1", `quote A 13 at ${minute}`]);
    expect(feed.nowMs()).toBe(minute + 1_800);
    await feed.close();
    expect(feed.ended()).toBe(true);
  });

  test("a symbol without a bar is not waited for beyond its grace", async () => {
    const { clock, state, feed } = play();
    state.missing.add("B");
    await clock.pass(minute + 9_000);
    expect(taken(feed)).toEqual([]);
    await clock.pass(2_000);
    expect(taken(feed)).toEqual(["bar A 1"]);
    await feed.close();
  });

  test("bars that the market had no trade for are not waited for where later ones have come", async () => {
    const { clock, state, feed } = play();
    for (const absent of ["A 1", "B 1", "B 2"]) state.missing.add(absent);
    state.failing = true;
    await clock.pass(4 * minute + 1_000);
    state.failing = false;
    let told: string[] = [];
    for (let k = 0; k < 40 && told.length === 0; k++) {
      await clock.pass(1_000);
      told = taken(feed);
    }
    // All at once, where each absence would have taken its grace.
    expect(told).toEqual(["past bar A 1", "past bar B 1", "past bar A 3", "bar A 4", "bar B 4"]);
    await feed.close();
  });

  test("what was missed is told in its order, all but the latest as past; the outage is said once", async () => {
    const { clock, said, state, feed, quote } = play();
    state.failing = true;
    for (let k = 0; k < 181; k++) await clock.pass(1_000);
    expect(taken(feed)).toEqual([]);
    expect(feed.nowMs()).toBe(minute - 1);
    expect(feed.ageMs()).toBe(3 * minute + 1_000);
    // Asked again ever later, and not at each quote.
    for (let k = 0; k < 50; k++) quote("A", k);
    await turn();
    expect(state.asked).toBeLessThan(30);
    state.failing = false;
    await clock.pass(35_000);
    expect(taken(feed)).toEqual([
      ...[1, 2].flatMap((k) => [`past bar A ${k}`, `past bar B ${k}`]),
      "bar A 3",
      "bar B 3",
      `quote A 49 at ${3 * minute}`,
    ]);
    expect(said).toEqual(["bars cannot be fetched: no route", "the bars are there again"]);
    await feed.close();
  });

  test("bars that were told before an interruption are not told again", async () => {
    const { clock, feed } = play({
      fromMs: minute,
      isTold: (symbol, closeMs) => symbol === "A" && closeMs === 2 * minute,
    });
    await clock.pass(2 * minute + 500);
    expect(taken(feed)).toEqual(["bar B 2"]);
    await feed.close();
  });

  test("what goes wrong in it fails whoever looks, and is not passed over", async () => {
    const { clock, feed } = play({
      isTold: () => {
        throw new RangeError("a bug");
      },
    });
    await clock.pass(minute + 500);
    expect(() => feed.peek()).toThrow("a bug");
    await feed.close();
  });
});

test("waits double from failure to failure, up to a minute", async () => {
  const waits: number[] = [];
  const pauses = backoff({
    after: (ms, call) => {
      waits.push(ms);
      call();
      return () => {};
    },
  });
  for (let k = 0; k < 9; k++) await pauses.failed();
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  expect(pauses.failures()).toBe(9);
  const atOnce = (_: number, call: () => void) => {
    call();
    return () => {};
  };
  const limited = backoff({ after: atOnce }, 3);
  let attempts = 0;
  const failing = limited.until(async () => {
    attempts++;
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(attempts).toBe(3);
});
