import type { Bars } from "../trade/bars.ts";
import type { Lot, Moment } from "../trade/position.ts";

/**
 * Greatest adverse and favourable excursion of a lot as fractions of its entry price: over the whole bars that it
 * lived through (the entry bar unless it was entered at its close; the exit bar only if left at its close) and
 * its exit price.
 */
export function excursions(
  bars: Bars,
  lot: Lot,
  exitPrice: number,
  exit: { readonly index: number; readonly moment: Moment },
): { mae: number; mfe: number } {
  const { high, low } = bars;
  let highest = Math.max(lot.entryPrice, exitPrice);
  let lowest = Math.min(lot.entryPrice, exitPrice);
  const last = exit.moment === "close" ? exit.index : exit.index - 1;
  for (let i = lot.moment === "close" ? lot.entryIndex + 1 : lot.entryIndex; i <= last; i++) {
    if (high[i]! > highest) highest = high[i]!;
    if (low[i]! < lowest) lowest = low[i]!;
  }
  const up = highest / lot.entryPrice - 1;
  const down = lowest / lot.entryPrice - 1;
  // 0 - x rather than -x: an excursion of nothing is 0, not -0.
  return lot.quantity > 0 ? { mae: down, mfe: up } : { mae: 0 - up, mfe: 0 - down };
}
