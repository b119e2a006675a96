import type { Trade } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";

/**
 * Impact of an order by the square-root law (Almgren et al. 2005, Tóth et al. 2011): the fraction of price that a
 * notional of 1 costs. It grows with the square root of the notional. The deviation of returns and the notional
 * traded are both a bar's: their quotient does not depend on the length of the bar. A bar without a close is passed
 * over. NaN without volume.
 */
export function impactOfOne({ close, volume }: Bars, coefficient = 1): number {
  let traded = 0;
  let last = Number.NaN;
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < close.length; i++) {
    const price = close[i]!;
    const notional = price * volume[i]!;
    // A bar that is missing has neither; only the first price has none before it.
    if (notional !== notional) continue;
    traded += notional;
    const r = price / last - 1;
    last = price;
    if (r !== r) continue;
    n++;
    sum += r;
    squares += r * r;
  }
  const sd = Math.sqrt((squares - (sum * sum) / n) / (n - 1));
  return traded > 0 && n > 1 ? (coefficient * sd) / Math.sqrt(traded / (n + 1)) : Number.NaN;
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
