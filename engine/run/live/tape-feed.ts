import type { FeedEvent } from "../../ports.ts";
import type { Tape } from "../../trade/tape.ts";
import type { MarketData } from "../market.ts";

type Written<Kind extends FeedEvent["kind"]> = {
  -readonly [Field in keyof Extract<FeedEvent, { readonly kind: Kind }>]: Extract<
    FeedEvent,
    { readonly kind: Kind }
  >[Field];
};

/** Index of the first value of a rising column that is at least `least`. */
export function firstFrom(column: Float64Array, least: number): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A market with the trades within it, in the order of time: each bar from row `start` on at its close, the funding that
 * its column holds with it, and before it the trades of its time. A trade is the same record each time, written anew:
 * whoever keeps events must copy them.
 */
export function* tapeFeed(market: MarketData, start: number, tape: Tape): Generator<FeedEvent> {
  const { ts, timeframeMs, bars, symbols } = market;
  const trade: Written<"trade"> = { kind: "trade", ts: 0, symbol: "", price: 0, quantity: 0 };
  const ours = tape.symbols.map((symbol) => symbols.includes(symbol));
  let row = firstFrom(tape.ts, ts[start] ?? Number.POSITIVE_INFINITY);
  for (let t = start; t < ts.length; t++) {
    const closeMs = ts[t]! + timeframeMs;
    for (; row < tape.ts.length && tape.ts[row]! < closeMs; row++) {
      const which = tape.symbol[row]!;
      if (!ours[which]) continue;
      trade.ts = tape.ts[row]!;
      trade.symbol = tape.symbols[which]!;
      trade.price = tape.price[row]!;
      trade.quantity = tape.quantity[row]!;
      yield trade;
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
