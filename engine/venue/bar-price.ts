/** The prices of one bar. */
export interface BarPrices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/** Price of an order that takes liquidity: the reference worsened by half the spread and by slippage. */
export const takerPrice = (side: 1 | -1, reference: number, cost: number): number =>
  reference * (1 + side * cost);

/**
 * Reference price at which a stop order fills within a bar, or NaN if it does not: the worse of its trigger and
 * the open. `side` is +1 for a buy stop (above the market), -1 for a sell stop.
 */
export function stopReference(side: 1 | -1, trigger: number, bar: BarPrices): number {
  if (side === 1) return bar.high >= trigger ? Math.max(trigger, bar.open) : Number.NaN;
  return bar.low <= trigger ? Math.min(trigger, bar.open) : Number.NaN;
}

/**
 * Price at which a limit order fills within a bar, or NaN if it does not: the better of its price and the open,
 * and only if the bar trades through it (with `touch`, also if it just reaches it).
 */
export function limitPrice(side: 1 | -1, limit: number, bar: BarPrices, touch: boolean): number {
  if (side === 1) {
    const reached = touch ? bar.low <= limit : bar.low < limit;
    return reached ? Math.min(limit, bar.open) : Number.NaN;
  }
  const reached = touch ? bar.high >= limit : bar.high > limit;
  return reached ? Math.max(limit, bar.open) : Number.NaN;
}
