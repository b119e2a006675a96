import { notionalAt, valueAt } from "../trade/contract.ts";
import type { Lot } from "../trade/position.ts";
import type { Slot } from "./session.ts";

/** The round trip that was measured last, in money and as fractions of its entry: one record, so that none is an object. */
export const trip = {
  fees: Number.NaN,
  pnl: Number.NaN,
  return: Number.NaN,
  mae: Number.NaN,
  mfe: Number.NaN,
};

/** Measures the round trip of `quantity` (signed) of a lot, closed at a price. */
export function measureTrip(
  { contract }: Slot,
  lot: Lot,
  quantity: number,
  price: number,
  exitFee: number,
): void {
  const size = Math.abs(quantity);
  const fees = lot.feePerUnit * size + exitFee;
  const pnl = (valueAt(contract, price) - valueAt(contract, lot.entryPrice)) * quantity - fees;
  const up = Math.max(lot.highest, price) / lot.entryPrice - 1;
  const down = Math.min(lot.lowest, price) / lot.entryPrice - 1;
  trip.fees = fees;
  trip.pnl = pnl;
  trip.return = pnl / (notionalAt(contract, lot.entryPrice) * size);
  // 0 - x rather than -x: an excursion of nothing is 0, not -0.
  trip.mae = quantity > 0 ? down : 0 - up;
  trip.mfe = quantity > 0 ? up : 0 - down;
}
