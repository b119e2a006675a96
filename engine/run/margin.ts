import { transition } from "../risk/standing.ts";
import { notionalAt, valueAt } from "../trade/contract.ts";
import { closeLot, type FillPoint } from "./book.ts";
import { cancelAll } from "./execute.ts";
import { countVerdict, type Session, type Slot } from "./session.ts";

/**
 * Price of a symbol at which the account's equity falls to the maintenance margin of what it holds, all other marks as
 * they are; NaN where no price above 0 does that. The law is that of `liquidationPrice` in `engine/trade/margin.ts`:
 * with E the equity and M the maintenance margin beside this position of q contracts, s their size, m their rate,
 * E + q v(p) = M + m |q| |v(p)|.
 */
export function liquidationAt(session: Session, slot: Slot): number {
  let spare = session.cash;
  for (const other of session.slots) {
    if (other === slot || other.quantity === 0) continue;
    const { contract, quantity, mark } = other;
    const maintenance = contract.margin?.maintenance ?? 0;
    spare +=
      quantity * valueAt(contract, mark) - maintenance * Math.abs(quantity) * notionalAt(contract, mark);
  }
  const { contract, quantity } = slot;
  const backing = (contract.margin?.maintenance ?? 0) * Math.abs(quantity);
  const price = contract.inverse
    ? (contract.size * (quantity + backing)) / spare
    : spare / (contract.size * (backing - quantity));
  return price > 0 && price < Number.POSITIVE_INFINITY ? price : Number.NaN;
}

/**
 * Liquidates a margined position whose liquidation price lies within the bar, at the worse of that price and the open.
 * What a protective order closes before is not there any more. A liquidation ends trading: the account halts, and what
 * it holds in other symbols is left at the next open.
 */
export function liquidateInRange(session: Session, slot: Slot): void {
  const price = liquidationAt(session, slot);
  const long = slot.quantity > 0;
  if (!(long ? slot.low <= price : slot.high >= price)) return;
  liquidate(session, slot, long ? Math.min(price, slot.open) : Math.max(price, slot.open));
}

/** Liquidates all that is held of a symbol at a reference within the bar. */
export function liquidate(session: Session, slot: Slot, reference: number): void {
  const point: FillPoint = { reference, liquidity: "taker", moment: "range" };
  cancelAll(session, slot);
  for (const lot of [...slot.lots]) closeLot(session, slot, lot, point, "liquidation");
  if (transition(session.risk.state.standing, "liquidation", session.ts))
    countVerdict(session, "liquidation");
}

/** Settles a dated future at the close at which it expires, without a fee. */
export function settleExpiry(session: Session, slot: Slot): void {
  if (session.ts + session.timeframeMs < slot.contract.expiryMs) return;
  settleAt(session, slot, { reference: slot.close, liquidity: "maker", moment: "close" });
}

/** Settles at the open a dated future that expired while it had no bar: that is the first price known since. */
export function settleLate(session: Session, slot: Slot): void {
  if (session.ts < slot.contract.expiryMs) return;
  settleAt(session, slot, { reference: slot.open, liquidity: "maker", moment: "open" });
}

function settleAt(session: Session, slot: Slot, point: FillPoint): void {
  cancelAll(session, slot);
  for (const lot of [...slot.lots]) closeLot(session, slot, lot, point, "expiry");
}
