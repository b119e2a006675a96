import { policyOf, toFlat } from "../execution/sizing.ts";
import { hearsDecisions } from "../risk/standing.ts";
import { notionalAt, onTick } from "../trade/contract.ts";
import {
  type LevelSpec,
  type OrderWish,
  type Protection,
  type SessionTif,
  unprotected,
} from "../trade/order.ts";
import { cancelAll, endOrder, execute, place } from "./execute.ts";
import { countVerdict, equityOf, type Session, type Slot } from "./session.ts";

/** How levels are given, and what does not change from bar to bar. */
export interface DecisionShape {
  /** By which order it enters, where that is not a market order. */
  readonly entry?: "limit" | "trigger" | "stop-limit";
  readonly tif?: SessionTif;
  readonly postOnly?: boolean;
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
export const isChange = (session: Session, slot: Slot, target: number): boolean =>
  differs(target, slot.acted, session.rebalance);

/** The same of numbers. */
export function differs(target: number, acted: number, rebalance: number): boolean {
  if (target !== target || target === acted) return false;
  return target === 0 || Math.abs(target - acted) > rebalance;
}

/**
 * Turns a changed decision at the close of the present bar into orders: cancels what waits for the symbol, leaves or
 * reduces at the market, enters at the market or by limit or stop order. With `fill: "close"` market orders fill at once.
 * An entry whose price or protective level is not known is refused, and counted: it would trade at another price
 * than was asked for, or unprotected. What it would have turned around is left all the same.
 */
function decide(session: Session, slot: Slot, values: DecisionValues, shape: DecisionShape): void {
  const { target } = values;
  if (!hearsDecisions(session.risk.state.standing)) return;
  slot.acted = target;
  if (slot.orders.length > 0) cancelAll(session, slot);
  const { size } = session.settings;
  entryWish.sizing = policyOf(size);
  entryWish.target = target * size.amount;
  if (isPlain(shape)) {
    // The same order whether it reduces or not.
    entryWish.protection = unprotected;
    submit(session, slot, entryWish);
  } else decideLevels(session, slot, values, shape);
}

/** Whether a decision is its target alone. */
export const isPlain = ({ entry, stop, takeProfit, trail, maxBars }: DecisionShape): boolean =>
  entry === undefined &&
  stop === undefined &&
  takeProfit === undefined &&
  trail === undefined &&
  maxBars === undefined;

/** The same for a decision with prices or levels of its own. */
function decideLevels(session: Session, slot: Slot, values: DecisionValues, shape: DecisionShape): void {
  const { target } = values;
  const reduces = isReduction(session, slot, target);
  const rests = !reduces && shape.entry !== undefined;
  const unknown = reduces ? undefined : unknownPart(values, shape);
  if ((rests || unknown !== undefined) && slot.quantity * target < 0) {
    submit(session, slot, { side: "either", sizing: toFlat, reason: "entry" });
  }
  if (unknown !== undefined) {
    countVerdict(session, unknown);
    return;
  }
  entryWish.protection = protectionOf(values, shape);
  const terms = rests ? { ...entryWish, ...restingTerms(slot, values, shape, session.index) } : entryWish;
  submit(session, slot, terms);
}

/** A market order to a target: one record, written anew each time. */
const entryWish: { -readonly [K in keyof OrderWish]: OrderWish[K] } = {
  side: "either",
  sizing: toFlat,
  target: Number.NaN,
  protection: unprotected,
  reason: "entry",
};

/** Prices on the grid, never worse for their owner and never triggering sooner than asked; times in force. */
function restingTerms(
  { contract }: Slot,
  { target, limit, trigger }: DecisionValues,
  { entry, expire, tif = "gtc", postOnly = false }: DecisionShape,
  index: number,
): Omit<OrderWish, "sizing" | "reason"> {
  const buys = target > 0;
  return {
    side: buys ? "buy" : "sell",
    limit: entry === "trigger" ? undefined : onTick(contract, limit, buys ? "down" : "up"),
    trigger: entry === "limit" ? undefined : onTick(contract, trigger, buys ? "up" : "down"),
    lastIndex: expire === undefined ? Number.POSITIVE_INFINITY : index + expire,
    tif,
    postOnly,
  };
}

/** The rule by which an entry is refused because a part of its decision is not known, or cannot be. */
export function unknownPart(
  values: DecisionValues,
  { entry, stop, takeProfit, trail }: DecisionShape,
): string | undefined {
  if (entry !== undefined && entry !== "trigger" && !(values.limit > 0)) return "unknown-price";
  if (entry !== undefined && entry !== "limit" && !(values.trigger > 0)) return "unknown-price";
  // NaN is not known; a distance below zero would stand on the wrong side of the entry.
  const known =
    (stop === undefined || values.stop >= 0) &&
    (takeProfit === undefined || values.takeProfit >= 0) &&
    (trail === undefined || values.trail >= 0);
  return known ? undefined : "unknown-level";
}

/**
 * A record for decisions, to be used again and again. Its fields stand in an order that no other record has: one that
 * begins like a traced decision, whose fields are nodes, would get its hidden class, and each number written an object.
 */
export const createDecisionValues = (): DecisionValues => ({
  trail: Number.NaN,
  takeProfit: Number.NaN,
  stop: Number.NaN,
  trigger: Number.NaN,
  limit: Number.NaN,
  target: Number.NaN,
});

const values = createDecisionValues();

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
  const { slots } = session;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (!slot.present) continue;
    read(slot.index, values);
    if (!isChange(session, slot, values.target)) continue;
    if (reducing && !isReduction(session, slot, values.target)) continue;
    decide(session, slot, values, shapes[slot.index]!);
  }
}

/** Notional that a target stands for at the present mark. */
function wantedNotional(session: Session, slot: Slot, target: number): number {
  const { by, amount } = session.settings.size;
  const unit =
    by === "equity" ? equityOf(session) : by === "quantity" ? notionalAt(slot.contract, slot.mark) : 1;
  return Math.abs(target) * amount * unit;
}

/** Whether a target takes away from what is held, which need not be what was last wanted. */
function isReduction(session: Session, slot: Slot, target: number): boolean {
  if (target === 0) return true;
  const held = slot.quantity * notionalAt(slot.contract, slot.mark);
  return target * held >= 0 && wantedNotional(session, slot, target) <= Math.abs(held);
}

/** The last protection and what it was made from: it often stays the same from one entry to the next. */
const last = { shape: {} as DecisionShape, values: createDecisionValues(), protection: unprotected };

/** What follows an entry of a decision; the record given last where it asks for the same. */
export function protectionOf(values: DecisionValues, shape: DecisionShape): Protection {
  const { stop, takeProfit, trail, maxBars } = shape;
  if (!stop && !takeProfit && !trail && maxBars === undefined) return unprotected;
  const known = last.values;
  const same =
    last.shape === shape &&
    Object.is(known.stop, values.stop) &&
    Object.is(known.takeProfit, values.takeProfit) &&
    Object.is(known.trail, values.trail);
  if (!same) {
    last.shape = shape;
    Object.assign(known, values);
    last.protection = makeProtection(values, shape);
  }
  return last.protection;
}

/** Field by field: records made of what is spread into them share no hidden class, and each look at one takes long. */
function makeProtection(values: DecisionValues, shape: DecisionShape): Protection {
  const made: { -readonly [K in keyof Protection]: Protection[K] } = {};
  if (shape.stop !== undefined) made.stop = { mode: shape.stop, value: values.stop };
  if (shape.takeProfit !== undefined) made.takeProfit = { mode: shape.takeProfit, value: values.takeProfit };
  if (shape.trail !== undefined) made.trail = { mode: shape.trail, value: values.trail };
  if (shape.maxBars !== undefined) made.maxBars = shape.maxBars;
  return made;
}

/** Hands an order to the session at the close of the present bar: it waits for the next bar, or fills at this close. */
export function submit(session: Session, slot: Slot, wish: OrderWish): void {
  const order = place(session, slot, wish);
  if (session.ts + session.timeframeMs >= slot.contract.expiryMs) {
    order.rule = "expired";
    countVerdict(session, "expired");
    endOrder(session, order, "reject");
  } else if (order.kind !== "market" || session.settings.fill === "next-open") slot.orders.push(order);
  else execute(session, slot, order, { reference: slot.mark, liquidity: "taker", moment: "close" });
}
