import type { Grid } from "../trade/grid.ts";
import type { LevelSpec, Protection } from "../trade/order.ts";
import { type Lot, trailFrom } from "../trade/position.ts";

/** Price of a level beside an entry: `direction` is +1 above it, -1 below. NaN where there is no level. */
function levelPrice(level: LevelSpec | undefined, entry: number, direction: number): number {
  if (!level || level.value !== level.value) return Number.NaN;
  if (level.mode === "price") return level.value;
  return level.mode === "fraction" ? entry * (1 + direction * level.value) : entry + direction * level.value;
}

/** Trailing distance in price; a trailing level given as a price fixes it at the entry. NaN where there is none. */
function trailDistance(trail: LevelSpec | undefined, entry: number): number {
  if (!trail || trail.mode === "fraction") return Number.NaN;
  return trail.mode === "price" ? Math.abs(entry - trail.value) : trail.value;
}

/** A new lot with its protective levels. */
export function openLot(
  fill: Pick<Lot, "quantity" | "entryPrice" | "entryIndex" | "entryTs" | "moment" | "feePerUnit">,
  protection: Protection,
  tick?: Grid,
): Lot {
  const { quantity, entryPrice, entryIndex, entryTs, moment, feePerUnit } = fill;
  const { stop, takeProfit, trail, maxBars } = protection;
  const side = quantity > 0 ? 1 : -1;
  // What is entered at a close has lived through no bar yet.
  const firstIndex = moment === "close" ? entryIndex + 1 : entryIndex;
  const lot: Lot = {
    quantity,
    entryPrice,
    entryIndex,
    entryTs,
    moment,
    feePerUnit,
    stop: levelPrice(stop, entryPrice, -side),
    takeProfit: levelPrice(takeProfit, entryPrice, side),
    tick,
    trailDistance: trailDistance(trail, entryPrice),
    trailFraction: trail?.mode === "fraction" ? trail.value : Number.NaN,
    best: entryPrice,
    highest: entryPrice,
    lowest: entryPrice,
    trail: Number.NaN,
    lastIndex: maxBars === undefined ? Number.POSITIVE_INFINITY : firstIndex + maxBars,
  };
  lot.trail = trailFrom(lot, entryPrice);
  return lot;
}
