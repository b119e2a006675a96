import { wholeLots } from "../trade/lots.ts";
import type { SizeRule, Sizing, SizingContext } from "../trade/order.ts";

/** Quantity that a sum of money buys with its costs: (money - fixed) / (unit (1 + fee)), in whole lots. */
const affordable = (money: number, { unit, feeRate, feeFixed, lot }: SizingContext): number =>
  wholeLots(Math.max(0, (money - feeFixed) / (unit * (1 + feeRate))), lot);

/**
 * Brings the position to a fraction of equity: 1 long, 0 flat, -1 short. The fraction includes the cost of getting
 * there, so that 1 never spends more than there is. Crossing zero is one order: the old position is closed and
 * the new one sized on what is left after the fee of closing.
 */
export const toTarget =
  (target: number): Sizing =>
  (context) => {
    const { unit, equity, quantity, feeRate, lot } = context;
    if (target === 0) return -quantity;
    const side = Math.sign(target);
    if (quantity * side < 0) {
      const left = equity - feeRate * Math.abs(quantity) * unit;
      return -quantity + side * affordable(Math.abs(target) * left, context);
    }
    const wanted = Math.abs(target) * equity;
    const held = Math.abs(quantity) * unit;
    return wanted >= held
      ? side * affordable(wanted - held, context)
      : -side * wholeLots((held - wanted) / unit, lot);
  };

/**
 * Brings the position to a target by the rule of the run: a fraction of equity, or a fixed sum of money or number of
 * units times the target, which then neither grow with success nor shrink with loss.
 */
export function toSize({ by, amount }: SizeRule, target: number): Sizing {
  if (by === "equity") return toTarget(target * amount);
  const wanted = target * amount;
  return ({ unit, quantity, lot }) => {
    const units = by === "quantity" ? Math.abs(wanted) : Math.abs(wanted) / unit;
    return Math.sign(wanted) * wholeLots(units, lot) - quantity;
  };
}

/** A fraction of the free equity, costs included. */
export const ofFree =
  (side: "buy" | "sell", fraction: number): Sizing =>
  (context) =>
    (side === "buy" ? 1 : -1) * affordable(fraction * context.free, context);

/** A fixed quantity, in whole lots. */
export const ofQuantity =
  (side: "buy" | "sell", quantity: number): Sizing =>
  ({ lot }) =>
    (side === "buy" ? 1 : -1) * wholeLots(quantity, lot);

/** Whatever closes the position. */
export const toFlat: Sizing = ({ quantity }) => -quantity;
