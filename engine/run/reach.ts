import { type Lot, stopInForce, trailFrom } from "../trade/position.ts";

/** What the last scan of a trailing lot left: its best price over the bars passed. */
export const passed = { best: Number.NaN };

/** The first bar before `end` in whose range a level of a lot lies whose levels stand still; `end` if none. */
export function levelReachedAt(
  lot: Lot,
  high: Float64Array,
  low: Float64Array,
  from: number,
  end: number,
): number {
  const { stop, takeProfit } = lot;
  const long = lot.quantity > 0;
  const below = known(long ? stop : takeProfit, Number.NEGATIVE_INFINITY);
  const above = known(long ? takeProfit : stop, Number.POSITIVE_INFINITY);
  let t = from;
  while (t < end && low[t]! > below && high[t]! < above) t++;
  return t;
}

/** The same where the stop in force follows the bars that have closed; leaves the best price up to that bar. */
export function trailReachedAt(
  lot: Lot,
  high: Float64Array,
  low: Float64Array,
  from: number,
  end: number,
): number {
  const { stop, takeProfit } = lot;
  const long = lot.quantity > 0;
  let { best } = lot;
  let level = stopInForce(lot);
  let t = from;
  if (long) {
    const target = known(takeProfit, Number.POSITIVE_INFINITY);
    for (; t < end && low[t]! > level && high[t]! < target; t++) {
      if (!(high[t]! > best)) continue;
      best = high[t]!;
      const trail = trailFrom(lot, best);
      level = stop > trail ? stop : trail;
    }
  } else {
    const target = known(takeProfit, Number.NEGATIVE_INFINITY);
    for (; t < end && high[t]! < level && low[t]! > target; t++) {
      if (!(low[t]! < best)) continue;
      best = low[t]!;
      const trail = trailFrom(lot, best);
      level = stop < trail ? stop : trail;
    }
  }
  passed.best = best;
  return t;
}

const known = (level: number, otherwise: number): number => (level === level ? level : otherwise);
