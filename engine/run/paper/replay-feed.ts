import type { FeedEvent } from "../../ports.ts";
import type { MarketData } from "../market.ts";

/**
 * The rows of a market from `start` on as a session sees them: at the open of a row the opens of its bars, as trades
 * without a size, since no more is known then; at its close the whole bars, and the funding that settles with them. So an
 * order that was decided at one close meets a book around the next open, and a stop the gap before it. A symbol without a bar
 * in the next timeframe has closed until its next one: what was decided waits for that.
 */
export function* replayFeed({ ts, timeframeMs, bars }: MarketData, start: number): Generator<FeedEvent> {
  for (let t = start; t < ts.length; t++) {
    const openMs = ts[t]!;
    const closeMs = openMs + timeframeMs;
    for (const { symbol, open } of bars) {
      const price = open[t]!;
      if (price !== price) continue;
      yield { kind: "trade", ts: openMs, symbol, price, quantity: 0 };
      if (t > start && !follows(ts, open, t, timeframeMs)) {
        yield { kind: "status", ts: openMs, symbol, status: "trading" };
      }
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
      if (t + 1 < ts.length && !follows(ts, open, t + 1, timeframeMs)) {
        yield { kind: "status", ts: closeMs, symbol, status: "closed" };
      }
    }
    for (const { symbol, extra } of bars) {
      const rate = extra?.funding?.[t];
      if (rate !== undefined && rate === rate) yield { kind: "funding", ts: closeMs, symbol, rate };
    }
  }
}

/** Whether a symbol has a bar in a row and in the timeframe before it. */
const follows = (ts: Float64Array, open: Float64Array, t: number, timeframeMs: number): boolean =>
  open[t] === open[t] && open[t - 1] === open[t - 1] && ts[t]! - ts[t - 1]! === timeframeMs;
