import { toFlat, toTarget } from "../execution/sizing.ts";
import { hearsDecisions } from "../risk/standing.ts";
import type { LevelSpec, Order, Protection } from "../trade/order.ts";
import { equityOf, execute, type FillPoint, type Session, type Slot } from "./session.ts";

/** How levels are given, and what does not change from bar to bar. */
export interface DecisionShape {
  readonly stop?: LevelSpec["mode"];
  readonly takeProfit?: LevelSpec["mode"];
  readonly trail?: LevelSpec["mode"];
  readonly expire?: number;
  readonly maxBars?: number;
}

/** A decision at the close of one bar; NaN is "not given". */
export interface DecisionValues {
  target: number;
  limit: number;
  trigger: number;
  stop: number;
  takeProfit: number;
  trail: number;
}

/**
 * Whether a target is acted upon: it differs from the one last acted upon by more than `rebalance`, or is flat when
 * that one was not. What a protective order has closed stays closed until the target changes.
 */
export function isChange(session: Session, slot: Slot, target: number): boolean {
  if (target !== target || target === slot.acted) return false;
  return target === 0 || Math.abs(target - slot.acted) > session.rebalance;
}

/**
 * Turns a changed decision at the close of the present bar into orders: cancels what waits for the symbol, leaves or
 * reduces at the market, enters at the market or by limit or stop order. With `fill: "close"` market orders fill at once.
 */
function decide(session: Session, slot: Slot, values: DecisionValues, shape: DecisionShape): void {
  const { target, limit, trigger } = values;
  if (!hearsDecisions(session.risk.state.standing)) return;
  slot.acted = target;
  slot.orders = [];
  const protection = protectionOf(values, shape);
  const resting = limit === limit || trigger === trigger;
  if (!resting || isReduction(session, slot, target)) {
    submit(session, slot, { side: "either", sizing: toTarget(target), protection, reason: "entry" });
    return;
  }
  if (slot.quantity * target < 0) {
    submit(session, slot, { side: "either", sizing: toFlat, protection: {}, reason: "entry" });
  }
  submit(session, slot, {
    side: target > 0 ? "buy" : "sell",
    sizing: toTarget(target),
    ...(trigger === trigger ? { trigger } : { limit }),
    ...(shape.expire !== undefined && { lastIndex: session.index + shape.expire }),
    protection,
    reason: "entry",
  });
}

const values: DecisionValues = {
  target: Number.NaN,
  limit: Number.NaN,
  trigger: Number.NaN,
  stop: Number.NaN,
  takeProfit: Number.NaN,
  trail: Number.NaN,
};

/**
 * Acts on the decisions of all symbols that have a bar. Reductions come first, so that with fills at the close, too,
 * money freed by one symbol can go into another. `read` writes the decision of a symbol into the record given.
 */
export function decideAll(
  session: Session,
  shapes: readonly DecisionShape[],
  read: (slot: number, out: DecisionValues) => void,
): void {
  if (session.slots.length > 1) decideSome(session, shapes, read, true);
  decideSome(session, shapes, read, false);
}

function decideSome(
  session: Session,
  shapes: readonly DecisionShape[],
  read: (slot: number, out: DecisionValues) => void,
  reducing: boolean,
): void {
  for (const slot of session.slots) {
    if (!slot.present) continue;
    read(slot.index, values);
    if (!isChange(session, slot, values.target)) continue;
    if (reducing && !isReduction(session, slot, values.target)) continue;
    decide(session, slot, values, shapes[slot.index]!);
  }
}

/** Whether a target takes away from what is held, which need not be what was last wanted. */
function isReduction(session: Session, slot: Slot, target: number): boolean {
  const held = slot.quantity * slot.mark;
  return target * held >= 0 && Math.abs(target) * equityOf(session) <= Math.abs(held);
}

function protectionOf(values: DecisionValues, shape: DecisionShape): Protection {
  const level = (mode: LevelSpec["mode"] | undefined, value: number): LevelSpec | undefined =>
    mode === undefined || value !== value ? undefined : { mode, value };
  const stop = level(shape.stop, values.stop);
  const takeProfit = level(shape.takeProfit, values.takeProfit);
  const trail = level(shape.trail, values.trail);
  return {
    ...(stop && { stop }),
    ...(takeProfit && { takeProfit }),
    ...(trail && { trail }),
    ...(shape.maxBars !== undefined && { maxBars: shape.maxBars }),
  };
}

/** Hands an order to the session at the close of the present bar: it waits for the next bar, or fills at this close. */
export function submit(session: Session, slot: Slot, order: Order): void {
  const market = order.limit === undefined && order.trigger === undefined;
  if (!market || session.settings.fill === "next-open") {
    slot.orders.push(order);
    return;
  }
  const point: FillPoint = { reference: slot.mark, liquidity: "taker", moment: "close" };
  execute(session, slot, order, point);
}
