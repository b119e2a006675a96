import { describe, expect, test } from "vitest";
import { plan, strategy } from "../../graph/strategy.ts";
import { crossOver } from "../../ops/cross-over.ts";
import { crossUnder } from "../../ops/cross-under.ts";
import { latch } from "../../ops/latch.ts";
import { sma } from "../../ops/sma.ts";
import type { Bars } from "../../trade/bars.ts";
import { alignBars } from "../market.ts";
import { parseSettings, type Settings, type SettingsInput } from "../settings.ts";
import { runVector } from "../vector.ts";
import type { FeedOutcome } from "./run-feed.ts";
import { caseOf, drawn, hourMs, instrument, playFeed } from "./testing/play.ts";

describe("a session on events", () => {
  test("fills market orders as bars do, at the first trade after the decision", () => {
    let fills = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const wide = { account: { grossMax: 100 } };
      const made = drawn(caseOf(seed, ["levels", "resting"]), {
        cash: 1_000_000,
        size: { by: "quantity", amount: 6 },
        limits: wide,
      });
      const bars = runVector(made.plan, made.market, made.settings, 8_760);
      const { outcome, counts } = playFeed(made, {}, seed);
      // Bars trade the difference of two whole numbers of lots, which is one but for rounding.
      const seen = (all: typeof bars.fills) =>
        all
          .map(({ symbol, ts, side, quantity, price, reason }) => ({
            symbol,
            ts,
            side,
            lots: Math.round(1_000 * quantity),
            price,
            reason,
          }))
          // Within one open, bars take the reductions of all symbols first.
          .sort((a, b) => a.ts - b.ts || a.symbol.localeCompare(b.symbol));
      expect(seen(outcome.fills), `seed ${seed}`).toEqual(seen(bars.fills));
      // Rows without any bar are not there on events; the last bar may still wait for its first trade.
      for (const [t, ts] of bars.ts.entries()) {
        const row = outcome.ts.indexOf(ts);
        expect(outcome.equity[row], `seed ${seed}, bar ${t}`).toBeCloseTo(bars.equity[t]!, 6);
      }
      expect(counts.reconciles, `seed ${seed}`).toBe(0);
      fills += outcome.fills.length;
    }
    expect(fills).toBeGreaterThan(500);
  });
});

/** Position and cash from the fills alone. */
function replay(
  { outcome }: FeedOutcome,
  settings: Settings,
): { readonly cash: number; readonly held: Map<string, number> } {
  const held = new Map<string, number>();
  let { cash } = settings;
  for (const { symbol, side, quantity, price, fee } of outcome.fills) {
    const signed = side === "buy" ? quantity : -quantity;
    cash -= signed * price + fee;
    held.set(symbol, (held.get(symbol) ?? 0) + signed);
  }
  return { cash, held };
}

describe("whatever is traded on events", () => {
  test.each([{ latencyMs: 0 }, { latencyMs: 700_000 }])(
    "the account is that of its fills, and nothing is left open without a lot to protect ($latencyMs ms)",
    (options) => {
      const reasons = new Set<string>();
      for (let seed = 1; seed <= 150; seed++) {
        const made = drawn(caseOf(seed, []), {});
        const run = playFeed(made, options, seed);
        const again = playFeed(made, options, seed);
        expect(again.outcome.equity, `seed ${seed}`).toEqual(run.outcome.equity);
        const { outcome, counts, market } = run;
        const { cash, held } = replay(run, made.settings);
        const worth = [...held].reduce((sum, [symbol, quantity]) => {
          const close = market.bars[market.symbols.indexOf(symbol)]!.close.findLast(
            (price) => price === price,
          )!;
          return sum + quantity * close;
        }, cash);
        const last = outcome.equity.at(-1)!;
        expect(Math.abs(worth - last), `seed ${seed}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(last)));
        const open = outcome.trades.filter((trade) => trade.open);
        for (const [symbol, quantity] of held) {
          const lots = open.filter((trade) => trade.symbol === symbol);
          const sum = lots.reduce((total, { side, quantity: q }) => total + (side === "long" ? q : -q), 0);
          expect(sum, `seed ${seed}, ${symbol}`).toBeCloseTo(quantity, 9);
        }
        expect(counts.reconciles, `seed ${seed}`).toBe(0);
        for (const { reason } of outcome.fills) reasons.add(reason);
        for (const { status, rule } of outcome.orders) reasons.add(rule ?? status);
      }
      expect([...reasons]).toEqual(
        expect.arrayContaining([
          "entry",
          "signal",
          "stop",
          "take-profit",
          "trail",
          "time",
          "filled",
          "cancelled",
          "expired",
        ]),
      );
    },
  );
});

describe("a session on events refuses", () => {
  const bars: Bars = {
    symbol: "X",
    timeframeMs: hourMs,
    ts: Float64Array.of(0),
    open: Float64Array.of(1),
    high: Float64Array.of(1),
    low: Float64Array.of(1),
    close: Float64Array.of(1),
    volume: Float64Array.of(1),
  };
  const cross = strategy({
    name: "cross",
    decide: ({ close }) => ({
      target: latch(crossOver(close, sma(close, 3)), crossUnder(close, sma(close, 3))),
    }),
  });
  const reader = strategy({ name: "reader", decide: ({ series }) => ({ target: series("funding") }) });
  const of = (which: typeof cross) => plan(which, { symbols: ["X"], timeframeMs: hourMs });
  const run = (which: typeof cross, settings: SettingsInput) => () =>
    playFeed({ plan: of(which), market: alignBars([bars]), settings: parseSettings(settings) });
  const instruments = { X: { ...instrument, base: "X" } };
  const future = { X: { ...instruments.X, kind: "future", expiryMs: 9 } };
  test.each([
    ["a symbol without an instrument", run(cross, {}), "X needs an instrument to be traded on events"],
    ["fills at the close", run(cross, { fill: "close", instruments }), "fill must be next-open; was close"],
    ["a dated future", run(cross, { instruments: future }), "X is a dated future"],
    ["a column beside bars", run(reader, { instruments }), 'the strategy reads "funding" of X'],
  ])("%s", (_, play, message) => {
    expect(play).toThrow(message);
  });
});
