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
export const toEquity: Sizing = (context, target) => {
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

/** Brings the position to a sum of money, which neither grows with success nor shrinks with loss. */
const toNotional: Sizing = ({ unit, quantity, lot }, target) =>
  Math.sign(target) * wholeLots(Math.abs(target) / unit, lot) - quantity;

/** Brings the position to a number of units. */
const toQuantity: Sizing = ({ quantity, lot }, target) =>
  Math.sign(target) * wholeLots(Math.abs(target), lot) - quantity;

const policies: Readonly<Record<SizeRule["by"], Sizing>> = {
  equity: toEquity,
  notional: toNotional,
  quantity: toQuantity,
};

/** How a run sizes a target of 1: the policy by which an order aims at `amount` times its target. */
export const policyOf = ({ by }: SizeRule): Sizing => policies[by];

/** A policy that aims at one fraction of equity; see {@link toEquity}. */
export const toTarget =
  (target: number) =>
  (context: SizingContext): number =>
    toEquity(context, target);

/** A policy that aims at one target by the rule of a run. */
export const toSize =
  (rule: SizeRule, target: number) =>
  (context: SizingContext): number =>
    policyOf(rule)(context, target * rule.amount);

/** A fraction of the free equity, costs included. */
export const ofFree =
  (side: "buy" | "sell", fraction: number) =>
  (context: SizingContext): number =>
    (side === "buy" ? 1 : -1) * affordable(fraction * context.free, context);

/** A fixed quantity, in whole lots. */
export const ofQuantity =
  (side: "buy" | "sell", quantity: number) =>
  ({ lot }: SizingContext): number =>
    (side === "buy" ? 1 : -1) * wholeLots(quantity, lot);

/** Whatever closes the position. */
export const toFlat = ({ quantity }: SizingContext): number => -quantity;
