import type { Trade } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { deviation } from "../stats/moments.ts";
import { returnMoments } from "./ratios.ts";
import { returnsOf } from "./returns.ts";

/**
 * Impact of an order by the square-root law (Almgren et al. 2005, Tóth et al. 2011): the fraction of price that a
 * notional of 1 costs. It grows with the square root of the notional. Deviation of returns and traded notional are
 * both a bar's: their quotient does not depend on the length of the bar. NaN without volume.
 */
export function impactOfOne(bars: Bars, coefficient = 1): number {
  const { close, volume } = bars;
  let traded = 0;
  for (let i = 0; i < close.length; i++) {
    const notional = close[i]! * volume[i]!;
    if (notional === notional) traded += notional;
  }
  const sd = deviation(returnMoments(returnsOf(close, close[0]!)));
  return traded > 0 ? (coefficient * sd) / Math.sqrt(traded / close.length) : Number.NaN;
}

/**
 * Capacity: the notional per trade at which the impact of entry and exit together eats the mean return of the
 * closed trades: `(mean return / (2 × mean impact of one))²`, impact by {@link impactOfOne}, each trade counted with
 * the impact of its symbol. 0 where trades do not earn; NaN without closed trades or without volume.
 */
export function capacityOf(trades: readonly Trade[], bars: readonly Bars[], coefficient = 1): number {
  const impacts = new Map(bars.map((each) => [each.symbol, impactOfOne(each, coefficient)]));
  let impact = 0;
  let earned = 0;
  let n = 0;
  for (const trade of trades) {
    if (trade.open) continue;
    impact += impacts.get(trade.symbol) ?? Number.NaN;
    earned += trade.return;
    n++;
  }
  if (n === 0 || impact !== impact) return Number.NaN;
  return earned <= 0 ? 0 : (earned / (2 * impact)) ** 2;
}
