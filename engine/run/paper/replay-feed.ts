import type { FeedEvent } from "../../ports.ts";
import type { MarketData } from "../market.ts";

/**
 * The rows of a market from `start` on as a session sees them: at the open of a row the opens of its bars, as trades
 * without a size, since no more is known then; at its close the whole bars, and the funding that settles with them. So an
 * order that was decided at one close meets a book around the next open, and a stop the gap before it.
 */
export function* replayFeed({ ts, timeframeMs, bars }: MarketData, start: number): Generator<FeedEvent> {
  for (let t = start; t < ts.length; t++) {
    const openMs = ts[t]!;
    const closeMs = openMs + timeframeMs;
    for (const { symbol, open } of bars) {
      const price = open[t]!;
      if (price === price) yield { kind: "trade", ts: openMs, symbol, price, quantity: 0 };
    }
    for (const { symbol, open, high, low, close, volume } of bars) {
      if (open[t] !== open[t]) continue;
      yield {
        kind: "bar",
        ts: closeMs,
        symbol,
        open: open[t]!,
        high: high[t]!,
        low: low[t]!,
        close: close[t]!,
        volume: volume[t]!,
      };
    }
    for (const { symbol, extra } of bars) {
      const rate = extra?.funding?.[t];
      if (rate !== undefined && rate === rate) yield { kind: "funding", ts: closeMs, symbol, rate };
    }
  }
}
