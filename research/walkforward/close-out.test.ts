import { expect, test } from "vitest";
import { strategy } from "../../engine/graph/strategy.ts";
import { alignBars } from "../../engine/run/market.ts";
import { drawBars, drawCase, drawDecision, makeCase } from "../../test/parity/case.ts";
import { runWindow } from "./window-run.ts";

const seeds = 250;

test("random strategies of every kind are flat at the end of a window, and never see what comes after it", () => {
  let traded = 0;
  let held = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const drawn = { ...drawCase(seed), bars: 40 + (seed % 200), without: ["finer", "from"] };
    const { market, settings } = makeCase(drawn);
    const random = strategy({ name: "random", decide: (symbolic) => drawDecision(drawn, symbolic) });
    const span = {
      fromMs: market.ts[Math.floor(market.ts.length / 3)]!,
      toMs: market.ts[market.ts.length - 5]!,
    };
    const run = (count: number) => {
      const bars = market.symbols.map((symbol) => {
        const whole = drawBars(drawn, symbol);
        const end = whole.ts.findIndex((ts) => ts >= span.toMs);
        const cut = (column: Float64Array) =>
          column.slice(0, end < 0 ? undefined : Math.min(column.length, end + count));
        const extra = Object.fromEntries(
          Object.entries(whole.extra ?? {}).map(([name, c]) => [name, cut(c)]),
        );
        const { symbol: name, timeframeMs, ts, open, high, low, close, volume } = whole;
        const columns = {
          ts: cut(ts),
          open: cut(open),
          high: cut(high),
          low: cut(low),
          close: cut(close),
          volume: cut(volume),
        };
        return { symbol: name, timeframeMs, ...columns, ...(whole.extra && { extra }) };
      });
      const data = { markets: [alignBars(bars)], finer: [], indices: [] };
      return runWindow(
        { strategy: random, data, symbols: market.symbols, settings },
        span,
        {},
        settings.cash,
      );
    };
    const outcome = run(5);
    const open = outcome.trades.filter((trade) => trade.open);
    expect(open, `seed ${seed}`).toEqual([]);
    expect(outcome.exposure.at(-1), `seed ${seed}`).toBe(0);
    expect(outcome.ts.at(-1), `seed ${seed}`).toBeLessThan(span.toMs);
    expect(run(0), `seed ${seed}`).toEqual(outcome);
    traded += outcome.trades.length > 0 ? 1 : 0;
    held += outcome.trades.some(({ exitIndex }) => exitIndex === outcome.ts.length - 1) ? 1 : 0;
  }
  // Otherwise nothing was shown.
  expect(traded).toBeGreaterThan(seeds / 3);
  expect(held).toBeGreaterThan(10);
}, 120_000);
