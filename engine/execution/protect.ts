import type { LevelSpec, Protection } from "../trade/order.ts";
import { type Lot, trailFrom } from "../trade/position.ts";

/** Price of a level beside an entry: `direction` is +1 above it, -1 below. NaN where there is no level. */
function levelPrice(level: LevelSpec | undefined, entry: number, direction: number): number {
  if (!level || level.value !== level.value) return Number.NaN;
  if (level.mode === "price") return level.value;
  return level.mode === "fraction" ? entry * (1 + direction * level.value) : entry + direction * level.value;
}

/** A new lot with its protective levels. A trailing level given as a price fixes the distance at the entry. */
export function openLot(
  fill: Pick<Lot, "quantity" | "entryPrice" | "entryIndex" | "moment" | "feePerUnit">,
  protection: Protection,
): Lot {
  const side = Math.sign(fill.quantity);
  const { stop, takeProfit, trail, maxBars } = protection;
  const lot: Lot = {
    ...fill,
    stop: levelPrice(stop, fill.entryPrice, -side),
    takeProfit: levelPrice(takeProfit, fill.entryPrice, side),
    trailDistance:
      trail === undefined || trail.mode === "fraction"
        ? Number.NaN
        : trail.mode === "price"
          ? Math.abs(fill.entryPrice - trail.value)
          : trail.value,
    trailFraction: trail?.mode === "fraction" ? trail.value : Number.NaN,
    best: fill.entryPrice,
    trail: Number.NaN,
    lastIndex: maxBars === undefined ? Number.POSITIVE_INFINITY : fill.entryIndex + maxBars,
  };
  lot.trail = trailFrom(lot, lot.best);
  return lot;
}
