import { type Lot, stopInForce } from "../trade/position.ts";
import { type BarPrices, limitPrice, stopReference } from "../venue/bar-price.ts";
import { closeLot, type FillPoint } from "./book.ts";
import { firstHit } from "./finer.ts";
import { liquidate, liquidationAt } from "./margin.ts";
import type { Session, Slot } from "./session.ts";

/** The prices of the present bar of a symbol. */
export const pricesOf = (slot: Slot): BarPrices => ({
  open: slot.open,
  high: slot.high,
  low: slot.low,
});

/** Protective orders of the lots that are there when the bar's range begins. */
export function protect(session: Session, slot: Slot): void {
  if (!(slot.low <= slot.alertLow || slot.high >= slot.alertHigh)) return;
  const bar = pricesOf(slot);
  for (const lot of [...slot.lots]) {
    // A liquidation leaves none of them.
    if (slot.lots.length > 0) protectLot(session, slot, lot, bar);
  }
}

/** The level at which a lot is lost: its stop, or where that is nearer the liquidation of all that is held. */
function lossLevel(session: Session, slot: Slot, lot: Lot): number {
  const stop = stopInForce(lot);
  if (slot.contract.margin === undefined) return stop;
  const due = liquidationAt(session, slot);
  if (stop !== stop) return due;
  const nearer = lot.quantity > 0 ? due > stop : due < stop;
  return nearer ? due : stop;
}

function protectLot(session: Session, slot: Slot, lot: Lot, bar: BarPrices): void {
  const side = lot.quantity > 0 ? -1 : 1;
  const level = lossLevel(session, slot, lot);
  const first = firstReached(session, slot, lot, level, bar);
  if (first === "stop") lose(session, slot, lot, stopReference(side, level, bar), level);
  else if (first === "target") {
    const touch = session.settings.limitFill === "touch";
    takeProfit(session, slot, lot, limitPrice(side, lot.takeProfit, bar, touch));
  }
}

/** Which of the level of loss and the target of a lot the present bar is taken to have reached first; undefined if none. */
export function firstReached(
  session: Session,
  slot: Slot,
  lot: Lot,
  level: number,
  bar: BarPrices,
): "stop" | "target" | undefined {
  const side = lot.quantity > 0 ? -1 : 1;
  const stop = stopReference(side, level, bar);
  const target = limitPrice(side, lot.takeProfit, bar, session.settings.limitFill === "touch");
  if (target !== target) return stop === stop ? "stop" : undefined;
  if (stop !== stop) return "target";
  // A gap beyond a level decides before the range is traded.
  if (stop === bar.open) return "stop";
  if ((bar.open - lot.takeProfit) * side <= 0) return "target";
  return stopFirst(session, slot, lot, level) ? "stop" : "target";
}

const takeProfit = (session: Session, slot: Slot, lot: Lot, reference: number): void =>
  closeLot(session, slot, lot, { reference, liquidity: "maker", moment: "range" }, "take-profit");

/** Leaves by the stop in force, or by liquidation where its level was the nearer one. */
function lose(session: Session, slot: Slot, lot: Lot, reference: number, level: number): void {
  if (level !== stopInForce(lot)) {
    liquidate(session, slot, reference);
    return;
  }
  const reason = level === lot.stop ? "stop" : "trail";
  closeLot(session, slot, lot, { reference, liquidity: "taker", moment: "range" }, reason);
}

/** Both levels lie within the bar: finer bars decide where there are any, else the rule of the run. */
function stopFirst(session: Session, slot: Slot, lot: Lot, stop: number): boolean {
  const touch = session.settings.limitFill === "touch";
  const hit = slot.finer && firstHit(slot.finer, session.ts, session.timeframeMs, lot, stop, touch);
  if (hit) return hit === "stop";
  countAmbiguous(session, slot);
  return session.settings.intrabar === "pessimistic";
}

/** Counts the present bar as one whose order of prices decides, once. */
export function countAmbiguous(session: Session, slot: Slot): void {
  if (slot.ambiguousIndex === session.index) return;
  slot.ambiguousIndex = session.index;
  session.ambiguousBars++;
}

/**
 * Protective orders of a lot that was entered within the bar. Price was falling when a buy limit or a sell stop
 * filled, rising otherwise; a level that lies on that way is reached for certain, one on the other side may have
 * been passed before the entry, and the rule of the run decides.
 */
export function protectEntrant(
  session: Session,
  slot: Slot,
  lot: Lot,
  point: FillPoint,
  bar: BarPrices,
): void {
  if (point.reference === bar.open) {
    protectLot(session, slot, lot, bar);
    return;
  }
  const side = lot.quantity > 0 ? -1 : 1;
  const since = { ...bar, open: point.reference };
  const level = lossLevel(session, slot, lot);
  const stop = stopReference(side, level, since);
  const target = limitPrice(side, lot.takeProfit, since, session.settings.limitFill === "touch");
  if (stop !== stop && target !== target) return;
  const byLimit = point.liquidity === "maker";
  // A limit entry moves towards its stop, a stop entry towards its target.
  const certain = byLimit ? stop === stop : target === target && stop !== stop;
  if (!certain || (stop === stop && target === target)) countAmbiguous(session, slot);
  const pessimistic = session.settings.intrabar === "pessimistic";
  if (stop === stop && (pessimistic || (byLimit && target !== target))) lose(session, slot, lot, stop, level);
  else if (target === target && (!pessimistic || !byLimit)) takeProfit(session, slot, lot, target);
}
