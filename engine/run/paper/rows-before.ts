import type { Bars } from "../../trade/bars.ts";
import type { MarketData } from "../market.ts";

/** The rows of a market before an index, on the same memory. */
export function rowsBefore(market: MarketData, end: number): MarketData {
  const ts = market.ts.subarray(0, end);
  const cut = (column: Float64Array): Float64Array => column.subarray(0, end);
  const bars = market.bars.map(
    ({ open, high, low, close, volume, extra, ...rest }): Bars => ({
      ...rest,
      ts,
      open: cut(open),
      high: cut(high),
      low: cut(low),
      close: cut(close),
      volume: cut(volume),
      ...(extra && {
        extra: Object.fromEntries(Object.entries(extra).map(([name, column]) => [name, cut(column)])),
      }),
    }),
  );
  return { ...market, ts, bars };
}
