import { alignBars, type MarketData } from "../../../engine/run/market.ts";
import type { Bars } from "../../../engine/trade/bars.ts";

/** A stretch of a market that may be changed at will, and where it begins on the time line. */
export interface StretchOfMarket {
  readonly market: MarketData;
  readonly from: number;
}

/** A copy of rows [from, to) of a market. */
export function copyOf(market: MarketData, from: number, to: number): MarketData {
  const cut = (column: Float64Array) => column.slice(from, to);
  const ts = cut(market.ts);
  const bars = market.bars.map(({ symbol, timeframeMs, extra = {}, ...bars }): Bars => {
    const { open, high, low, close, volume } = bars;
    return {
      symbol,
      timeframeMs,
      ts: ts.slice(),
      open: cut(open),
      high: cut(high),
      low: cut(low),
      close: cut(close),
      volume: cut(volume),
      extra: Object.fromEntries(Object.entries(extra).map(([name, column]) => [name, cut(column)])),
    };
  });
  return { ...market, ts, bars };
}

/** The last rows of a market, at most so many, as a copy. */
export function lastRows(bars: readonly Bars[], most: number): StretchOfMarket {
  const market = alignBars(bars);
  const from = Math.max(0, market.ts.length - most);
  return { market: copyOf(market, from, market.ts.length), from };
}
