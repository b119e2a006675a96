import { describe, expect, test } from "vitest";
import { tradesOfBars } from "../../../data/synth/trades.ts";
import type { Tape } from "../../trade/tape.ts";
import type { MarketData } from "../market.ts";
import { runVector } from "../vector.ts";
import { runTape } from "./run-tape.ts";
import { caseOf, drawn, hourMs } from "./testing/play.ts";

/** The trades of a market's bars from a time on, as a tape. */
function tapeOf(market: MarketData, seed: number, fromMs: number): Tape {
  const known = market.bars.map((bars) => {
    const rows = Array.from(bars.ts.keys()).filter((t) => bars.open[t]! > 0);
    const pick = (column: Float64Array) => Float64Array.from(rows, (t) => column[t]!);
    const { open, high, low, close, volume } = bars;
    const columns = {
      open: pick(open),
      high: pick(high),
      low: pick(low),
      close: pick(close),
      volume: pick(volume),
    };
    return { ...bars, ...columns, ts: pick(bars.ts) };
  });
  const all = tradesOfBars(known, { perBar: 6, seed, tick: 0.01 });
  const trades = all.filter(({ ts }) => ts >= fromMs);
  const column = (of: "ts" | "price" | "quantity") => Float64Array.from(trades, (trade) => trade[of]);
  return {
    symbols: market.symbols,
    ts: column("ts"),
    price: column("price"),
    quantity: column("quantity"),
    symbol: Uint16Array.from(trades, ({ symbol }) => market.symbols.indexOf(symbol)),
    decimals: market.symbols.map(() => ({ price: 2, quantity: 3 })),
    identity: { name: "made" } as Tape["identity"],
  };
}

const wide = {
  cash: 1_000_000,
  size: { by: "quantity", amount: 6 },
  limits: { account: { grossMax: 100 } },
  funding: true,
} as const;

describe("a backtest over trades", () => {
  test("fills market orders as bars do, where trades make those bars, and pays what they pay", () => {
    let fills = 0;
    let funded = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { plan, market, settings } = drawn(caseOf(seed, ["levels", "resting"]), wide);
      const tape = tapeOf(market, seed, market.ts[10]!);
      const over = runTape({ plan, market, tape, settings, barsPerYear: 8_760, latencyMs: 0 });
      const { outcome } = over;
      const { start, ts } = outcome;
      const from = { ...settings, fromMs: ts[start]! };
      const bars = runVector(plan, over.market, from, 8_760);
      expect(Array.from(bars.ts), `seed ${seed}`).toEqual(Array.from(ts));
      expect(bars.start).toBe(start);
      const seen = (all: typeof bars.fills) =>
        all
          .map(({ symbol, index, side, quantity, price, reason }) => ({
            symbol,
            index,
            side,
            lots: Math.round(1_000 * quantity),
            price,
            reason,
          }))
          .sort((a, b) => a.index - b.index || a.symbol.localeCompare(b.symbol));
      expect(seen(outcome.fills), `seed ${seed}`).toEqual(seen(bars.fills));
      for (let t = 0; t < ts.length; t++) {
        expect(outcome.equity[t], `seed ${seed}, bar ${t}`).toBeCloseTo(bars.equity[t]!, 5);
      }
      expect(outcome.costs.funding, `seed ${seed}`).toBeCloseTo(bars.costs.funding, 6);
      fills += outcome.fills.length;
      if (outcome.costs.funding !== 0) funded++;
    }
    expect(fills).toBeGreaterThan(500);
    expect(funded).toBeGreaterThan(5);
  });

  test("counts from the settings' first bar, and ends with the last whole one", () => {
    const { plan, market, settings } = drawn(caseOf(3, []), {});
    const tape = tapeOf(market, 3, market.ts[10]! + hourMs / 2);
    const play = (fromMs: number | undefined) =>
      runTape({ plan, market, tape, settings: { ...settings, fromMs }, barsPerYear: 8_760, latencyMs: 0 })
        .outcome;
    const whole = play(undefined);
    expect(whole.ts[whole.start]).toBe(market.ts[11]);
    expect(whole.ts.at(-1)).toBe(market.ts.at(-2));
    const later = play(market.ts[50]!);
    expect(later.ts[later.start]).toBe(market.ts[50]);
    expect(later.equity.slice(0, 50).every((equity) => equity === settings.cash)).toBe(true);
    expect(() => play(market.ts.at(-1)! + hourMs)).toThrow("made must cover a whole bar of the data");
  });
});
