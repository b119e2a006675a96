import type { Trade } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { blockSize } from "../stats/sum.ts";
import { type TradeColumns, tradeColumnsOf } from "./trade-sums.ts";

/**
 * Impact of an order by the square-root law (Almgren et al. 2005, Tóth et al. 2011): the fraction of price that a
 * notional of 1 costs. It grows with the square root of the notional. The deviation of returns and the notional
 * traded are both a bar's: their quotient does not depend on the length of the bar. A bar without a close is passed
 * over. NaN without volume.
 */
export function impactOfOne({ close, volume }: Bars, coefficient = 1): number {
  const sums: TradedSums = { traded: 0, last: Number.NaN, n: 0, sum: 0, squares: 0 };
  for (let from = 0; from < close.length; from += blockSize) {
    addTraded(sums, close.subarray(from, from + blockSize), volume.subarray(from, from + blockSize));
  }
  const { traded, n, sum, squares } = sums;
  const sd = Math.sqrt((squares - (sum * sum) / n) / (n - 1));
  return traded > 0 && n > 1 ? (coefficient * sd) / Math.sqrt(traded / (n + 1)) : Number.NaN;
}

interface TradedSums {
  /** Notional of all bars. */
  traded: number;
  /** Last close. */
  last: number;
  /** Returns, their sum and that of their squares. */
  n: number;
  sum: number;
  squares: number;
}

function addTraded(sums: TradedSums, close: Float64Array, volume: Float64Array): void {
  let { traded, last, n, sum, squares } = sums;
  for (let i = 0; i < close.length; i++) {
    const price = close[i]!;
    const notional = price * volume[i]!;
    // A missing bar has neither price nor volume; the first price has none before it.
    if (notional !== notional) continue;
    traded += notional;
    const r = price / last - 1;
    last = price;
    if (r !== r) continue;
    n++;
    sum += r;
    squares += r * r;
  }
  Object.assign(sums, { traded, last, n, sum, squares });
}

/**
 * Capacity: the notional per trade at which the impact of entry and exit together eats the mean return of the
 * closed trades: `(mean return / (2 × mean impact of one))²`, impact by {@link impactOfOne}, each trade counted with
 * the impact of its symbol. NaN where it makes no sense: without closed trades, where they do not earn on average, or
 * where the volume of any traded symbol is not known or is not of a thing that is traded, such as that of an index.
 */
export const capacityOf = (trades: readonly Trade[], bars: readonly Bars[], coefficient = 1): number => {
  const symbols = [...new Set(trades.map(({ symbol }) => symbol))];
  return capacityFrom(tradeColumnsOf(trades, symbols), impactsOf(symbols, bars, coefficient));
};

/** {@link impactOfOne} of each symbol; NaN where it has no bars. */
export function impactsOf(symbols: readonly string[], bars: readonly Bars[], coefficient = 1): Float64Array {
  const impacts = new Map(bars.map((each) => [each.symbol, impactOfOne(each, coefficient)]));
  return Float64Array.from(symbols, (symbol) => impacts.get(symbol) ?? Number.NaN);
}

/** {@link capacityOf} trades in columns, whose slots are indices of impacts. */
export function capacityFrom({ closed, slot, ...trades }: TradeColumns, impacts: Float64Array): number {
  let impact = 0;
  let earned = 0;
  for (let i = 0; i < closed; i++) {
    impact += impacts[slot[i]!]!;
    earned += trades.return[i]!;
  }
  if (closed === 0 || impact !== impact) return Number.NaN;
  return earned > 0 ? (earned / (2 * impact)) ** 2 : Number.NaN;
}
