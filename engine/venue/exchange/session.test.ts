import { expect, test } from "vitest";
import { runFeed } from "../../run/live/run-feed.ts";
import { caseOf, drawn, instrumentsOf, paced, tradesOf } from "../../run/live/testing/play.ts";
import { gridCount } from "../../trade/grid.ts";
import { parseFaults } from "../faults/parse-faults.ts";
import { latencySpec } from "../latency/latency.ts";
import { createExchange, type ExchangeOptions } from "./exchange.ts";

/** Deep enough that orders fill in full, at prices near those of the trades. */
const depth = { touchNotional: 1e12, spreadBps: 0, jitter: 0, halfLifeMs: 0, levels: 5 };

/** Trades a drawn strategy at an exchange. */
function play(seed: number, options: ExchangeOptions) {
  const links: string[] = [];
  const made = drawn(caseOf(seed, []), { limits: { account: { grossMax: 100 } } });
  const instruments = instrumentsOf(made);
  const exchange = createExchange(instruments, { seed, depth, receiveWindowMs: 60_000, ...options });
  const run = runFeed({
    run: "exchange",
    plan: made.plan,
    settings: made.settings,
    barsPerYear: 8_760,
    feed: tradesOf(made.market, seed),
    venue: exchange,
    note: ({ kind }) => {
      if (kind === "connected" || kind === "disconnected") links.push(kind);
    },
    ...paced,
  });
  const held = new Map<string, number>();
  for (const { symbol, side, quantity } of run.outcome.fills) {
    held.set(symbol, (held.get(symbol) ?? 0) + (side === "buy" ? quantity : -quantity));
  }
  const lots = instruments.map(({ symbol, lot }) => gridCount(lot, held.get(symbol) ?? 0, "nearest"));
  const positions = instruments.map(({ symbol }) => exchange.core.actors.get(symbol)!.positions[1] ?? 0);
  return { run, lots, positions, exchange, links };
}

const slow = latencySpec({ out: { medianMs: 200, sigma: 1 }, back: { medianMs: 200, sigma: 1 } });

test.each([
  ["at once", {}],
  ["with latency", { latency: slow }],
] as const)(
  "a session and its exchange hold the same, %s, and nothing has to be reconciled",
  (_, options) => {
    let fills = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const { run, lots, positions } = play(seed, options);
      expect(lots, `seed ${seed}`).toEqual(positions);
      expect(run.counts.reconciles, `seed ${seed}`).toBe(0);
      fills += run.outcome.fills.length;
    }
    expect(fills).toBeGreaterThan(200);
  },
);

test("under rough faults they hold the same in the end, too", () => {
  const struck = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const { lots, positions, exchange } = play(seed, {
      latency: slow,
      faults: parseFaults({ mode: "rough", seed }),
    });
    expect(lots, `seed ${seed}`).toEqual(positions);
    for (const kind of Object.keys(exchange.network.struck)) struck.add(kind);
  }
  expect(struck.size).toBeGreaterThan(5);
});

test("under rough faults the same seed gives the same run, whatever went wrong", () => {
  const faults = parseFaults({ mode: "rough", spells: { disconnect: { "per-day": 6, mean: "30m" } } });
  const once = play(3, { latency: slow, faults });
  const again = play(3, { latency: slow, faults });
  expect(again.run.outcome.equity).toEqual(once.run.outcome.equity);
  expect(again.run.counts).toEqual(once.run.counts);
  // The trader hears of the connection as of everything else.
  expect(once.links.length).toBeGreaterThan(2);
  expect(again.links).toEqual(once.links);
});
