import { type Grid, gridCount, gridValue } from "./grid.ts";

/** When within its bar something happened: at the open, somewhere in the range, or at the close. */
export type Moment = "open" | "range" | "close";

/**
 * A part of a position that one fill opened, with the protective levels that follow it. Owned and changed in
 * place by the session; NaN is "no such level".
 */
export interface Lot {
  /** Signed: positive long, negative short. */
  quantity: number;
  readonly entryPrice: number;
  readonly entryIndex: number;
  /** Open of the entry bar, ms since 1970 UTC. */
  readonly entryTs: number;
  readonly moment: Moment;
  /** Entry fee per unit of quantity. */
  readonly feePerUnit: number;
  stop: number;
  takeProfit: number;
  /** Step of price of its instrument; undefined for none. */
  readonly tick: Grid | undefined;
  /** Trailing distance: in price, or as a fraction of the best price. */
  readonly trailDistance: number;
  readonly trailFraction: number;
  /** Best price since the entry: highest high of a long, lowest low of a short. */
  best: number;
  /** Highest and lowest price of the bars that it has lived through, its entry included. */
  highest: number;
  lowest: number;
  /** Trailing level in force, set from bars already seen. */
  trail: number;
  /** Index of the bar at whose open it is left; Infinity if never. */
  readonly lastIndex: number;
}

/** Signed quantity of all lots. Summed afresh, so that a closed position is exactly 0. */
export function quantityOf(lots: readonly Lot[]): number {
  let sum = 0;
  for (let k = 0; k < lots.length; k++) sum += lots[k]!.quantity;
  return sum;
}

/** The stop in force for a lot: the nearer of its fixed and its trailing level. */
export function stopInForce(lot: Lot): number {
  const { stop, trail } = lot;
  if (stop !== stop) return trail;
  if (trail !== trail) return stop;
  return lot.quantity > 0 ? Math.max(stop, trail) : Math.min(stop, trail);
}

/** Takes the range of a bar, or of several, into the extremes of a lot. */
export function widen(lot: Lot, high: number, low: number): void {
  if (high > lot.highest) lot.highest = high;
  if (low < lot.lowest) lot.lowest = low;
}

/** Moves the trailing level of a lot after a bar that it has lived through. It never moves back. */
export function followBar(lot: Lot, high: number, low: number): void {
  if (lot.trailDistance !== lot.trailDistance && lot.trailFraction !== lot.trailFraction) return;
  const long = lot.quantity > 0;
  lot.best = long ? Math.max(lot.best, high) : Math.min(lot.best, low);
  lot.trail = trailFrom(lot, lot.best);
}

/** The trailing level for a best price. */
export function trailFrom(
  lot: Pick<Lot, "quantity" | "trailDistance" | "trailFraction" | "tick">,
  best: number,
): number {
  const sign = lot.quantity > 0 ? 1 : -1;
  const level =
    lot.trailFraction === lot.trailFraction
      ? best * (1 - sign * lot.trailFraction)
      : best - sign * lot.trailDistance;
  return lot.tick === undefined ? level : stopOnTick(lot.tick, sign, level);
}

/** A stop level on the grid, rounded away from the price: rounding never triggers sooner than was asked. */
export function stopOnTick(tick: Grid, side: number, level: number): number {
  if (!(level > 0)) return level;
  return gridValue(tick, gridCount(tick, level, side > 0 ? "down" : "up"));
}
