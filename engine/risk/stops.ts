import { type Lot, trailFrom } from "../trade/position.ts";
import type { StopLimits } from "./limits.ts";

/** Whether limits set stops of their own for positions. */
export const setsStops = ({ fixed, atr, trail, bars }: StopLimits): boolean =>
  fixed !== null || atr !== null || trail !== null || bars !== null;

/**
 * Price of a stop at a fraction of the entry price; `side` is 1 for a long position, -1 for a short one.
 *
 * @example
 * fixedStop(100, 1, 0.25) // => 75
 */
export const fixedStop = (entry: number, side: number, fraction: number): number =>
  entry * (1 - side * fraction);

/**
 * Price of a stop at a multiple of the average true range; NaN while that is not known.
 *
 * @example
 * atrStop(100, -1, 3, 2) // => 106
 */
export const atrStop = (entry: number, side: number, multiple: number, range: number): number =>
  entry - side * multiple * range;

/**
 * The one of two stop levels that is reached first; NaN is none.
 *
 * @example
 * nearer(1, 90, 95) // => 95
 */
export function nearer(side: number, a: number, b: number): number {
  if (a !== a) return b;
  if (b !== b) return a;
  return side * (a - b) >= 0 ? a : b;
}

/**
 * Sets the stops of the limits for a new lot beside the strategy's own: the nearer stop, the trailing distance that is
 * smaller at the entry, the earlier exit by time. `range` is the average true range at the entry.
 */
export function guardLot(lot: Lot, limits: StopLimits, range: number): Lot {
  const { fixed, atr, trail, bars } = limits;
  const { entryPrice, moment, entryIndex } = lot;
  const side = lot.quantity > 0 ? 1 : -1;
  const byFraction = fixed === null ? Number.NaN : fixedStop(entryPrice, side, fixed);
  const byRange = atr === null ? Number.NaN : atrStop(entryPrice, side, atr, range);
  // What is entered at a close has lived through no bar yet.
  const firstIndex = moment === "close" ? entryIndex + 1 : entryIndex;
  const own: { -readonly [K in keyof Lot]: Lot[K] } = lot;
  own.stop = nearer(side, lot.stop, nearer(side, byFraction, byRange));
  if (bars !== null) own.lastIndex = Math.min(lot.lastIndex, firstIndex + bars);
  if (trail !== null && isCloser(trail, lot)) {
    own.trailDistance = Number.NaN;
    own.trailFraction = trail;
  }
  own.trail = trailFrom(own, own.best);
  return lot;
}

/** Whether a trailing fraction keeps closer to the entry than a lot's own trailing stop. */
function isCloser(fraction: number, { trailDistance, trailFraction, entryPrice }: Lot): boolean {
  const own = trailFraction === trailFraction ? trailFraction * entryPrice : trailDistance;
  return !(own <= fraction * entryPrice);
}
