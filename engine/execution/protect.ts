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

/** The fill that opens a lot. */
export type Entry = Pick<Lot, "quantity" | "entryPrice" | "entryIndex" | "entryTs" | "moment" | "feePerUnit">;

/** A new lot with its protective levels. */
export const openLot = (entry: Entry, protection: Protection, tick?: Grid): Lot =>
  reopenLot(blankLot(), entry, protection, tick);

const blankLot = (): Lot => ({
  quantity: Number.NaN,
  entryPrice: Number.NaN,
  entryIndex: 0,
  entryTs: Number.NaN,
  moment: "open",
  feePerUnit: Number.NaN,
  stop: Number.NaN,
  takeProfit: Number.NaN,
  tick: undefined,
  trailDistance: Number.NaN,
  trailFraction: Number.NaN,
  best: Number.NaN,
  highest: Number.NaN,
  lowest: Number.NaN,
  trail: Number.NaN,
  lastIndex: Number.NaN,
});

/** Makes the record of a lot that was closed that of a new one. */
export function reopenLot(lot: Lot, entry: Entry, protection: Protection, tick?: Grid): Lot {
  const { quantity, entryPrice, entryIndex, moment } = entry;
  const { stop, takeProfit, trail, maxBars } = protection;
  const side = quantity > 0 ? 1 : -1;
  const own: { -readonly [K in keyof Lot]: Lot[K] } = lot;
  own.quantity = quantity;
  own.entryPrice = entryPrice;
  own.entryIndex = entryIndex;
  own.entryTs = entry.entryTs;
  own.moment = moment;
  own.feePerUnit = entry.feePerUnit;
  own.stop = levelPrice(stop, entryPrice, -side);
  own.takeProfit = levelPrice(takeProfit, entryPrice, side);
  own.tick = tick;
  own.trailDistance = trailDistance(trail, entryPrice);
  own.trailFraction = trail?.mode === "fraction" ? trail.value : Number.NaN;
  own.best = entryPrice;
  own.highest = entryPrice;
  own.lowest = entryPrice;
  // What is entered at a close has lived through no bar yet.
  own.lastIndex =
    maxBars === undefined
      ? Number.POSITIVE_INFINITY
      : (moment === "close" ? entryIndex + 1 : entryIndex) + maxBars;
  own.trail = trailFrom(lot, entryPrice);
  return lot;
}
