import { assert } from "../../core/errors.ts";
import type { OrderTerms } from "../../trade/order-terms.ts";
import { nextChild, type Progress } from "./next-child.ts";
import type { Child, ParentWork } from "./schedule.ts";

/** What can happen while a parent is worked: on the market, to one of its children, or nothing but time. */
export type WorkEvent =
  | { readonly kind: "timer" }
  /** Others traded; of a tape that shows own trades too, these are left out. */
  | { readonly kind: "trade"; readonly lots: number }
  | { readonly kind: "quote"; readonly bidTicks: number; readonly askTicks: number }
  /** A child was sent, by this client order id. */
  | { readonly kind: "placed"; readonly child: number; readonly id: string }
  | { readonly kind: "filled"; readonly child: number; readonly lots: number }
  /** Where a child rests now: it was accepted or moved there, or a move was refused. */
  | { readonly kind: "rests"; readonly child: number; readonly limitTicks: number }
  /** A child that did not fill in full is gone; `refused` where the venue or a limit of risk did not let it work. */
  | { readonly kind: "ended"; readonly child: number; readonly refused?: boolean }
  /** The parent is wanted no more: what rests is asked back, and nothing else is placed. */
  | { readonly kind: "stop" };

/** What must be done for a parent. */
export type ChildAction =
  | {
      readonly kind: "place";
      readonly child: number;
      readonly lots: number;
      /** A market order where it is left out. */
      readonly limitTicks?: number;
      readonly postOnly?: true;
    }
  | { readonly kind: "move"; readonly child: number; readonly limitTicks: number }
  | { readonly kind: "cancel"; readonly child: number };

/** After a child that was refused none is placed for so long, doubled with each more in a row, and in the end no more. */
const [waitMs, refusalsMax] = [1_000, 8];

/**
 * Tells a parent what happened and gives what must be done for it now. It is driven by events alone, and needs a timer at
 * {@link nextDueMs}. Laws, whatever happens and in whatever order:
 *
 * - children are whole lots, and what they have filled and may still fill never adds up to more than the parent;
 * - a child that was asked back counts until it has ended;
 * - at the parent's end what rests is asked back, and what no child covers goes to the market.
 */
export function advance(work: ParentWork, event: WorkEvent, nowMs: number): ChildAction[] {
  take(work, event, nowMs);
  const actions: ChildAction[] = [];
  if (work.stopped || nowMs >= work.parent.endMs) {
    for (const child of work.children) if (child.resting && !child.leaving) actions.push(askBack(child));
    const left = leftOf(work);
    if (!work.stopped && left > 0 && nowMs >= work.retryMs)
      actions.push(placeChild(work, { lots: left }, nowMs));
    return actions;
  }
  for (let action = nextAction(work, nowMs); action; action = nextAction(work, nowMs)) actions.push(action);
  return actions;
}

/** Whether nothing is left to be done. */
export const isDone = ({ parent, filledLots, children, stopped }: ParentWork): boolean =>
  children.length === 0 && (stopped || filledLots === parent.lots);

/** When time alone will next ask for something, after `nowMs`; Infinity for never. */
export function nextDueMs(work: ParentWork, nowMs: number): number {
  const { parent, algo, children, retryMs, stopped } = work;
  if (stopped || isDone(work)) return Number.POSITIVE_INFINITY;
  if (nowMs < parent.startMs) return parent.startMs;
  let next = soonest(soonest(Number.POSITIVE_INFINITY, retryMs, nowMs), parent.endMs, nowMs);
  if (algo.kind === "scheduled") {
    for (const { atMs } of algo.slices) next = soonest(next, atMs, nowMs);
  } else if (algo.kind === "pegged") {
    for (const { resting } of children) {
      if (resting) next = soonest(next, resting.movedMs + algo.peg.intervalMs, nowMs);
    }
  }
  return next;
}

const soonest = (next: number, atMs: number, nowMs: number): number =>
  atMs > nowMs && atMs < next ? atMs : next;

/** A child that must be placed, in the terms of its instrument. */
export function childTerms(
  symbol: string,
  { parent: { side } }: ParentWork,
  { lots, limitTicks, postOnly }: Extract<ChildAction, { readonly kind: "place" }>,
): OrderTerms {
  const base = { symbol, side, lots, tif: "gtc" } as const;
  if (limitTicks === undefined) return { ...base, kind: "market" };
  return { ...base, kind: "limit", limitTicks, ...(postOnly && { postOnly }) };
}

function take(work: ParentWork, event: WorkEvent, nowMs: number): void {
  switch (event.kind) {
    case "timer":
      return;
    case "trade":
      if (nowMs >= work.parent.startMs) work.volumeLots += event.lots;
      return;
    case "quote":
      work.quote = { bidTicks: event.bidTicks, askTicks: event.askTicks };
      return;
    case "stop":
      work.stopped = true;
      return;
    case "filled":
      fill(work, event.child, event.lots);
      return;
    case "ended":
      end(work, event.child, event.refused === true, nowMs);
      return;
    case "placed":
    case "rests":
      note(work, event);
  }
}

const childOf = ({ children }: ParentWork, number: number): Child | undefined =>
  children.find((child) => child.number === number);

/** What is told of a child that is gone comes too late to matter. */
function note(work: ParentWork, event: Extract<WorkEvent, { readonly kind: "placed" | "rests" }>): void {
  const child = childOf(work, event.child);
  if (!child) return;
  if (event.kind === "placed") child.id = event.id;
  else if (child.resting) {
    child.resting.limitTicks = event.limitTicks;
    work.refusals = 0;
  }
}

function fill(work: ParentWork, number: number, lots: number): void {
  const child = childOf(work, number);
  assert(
    child && lots > 0 && lots <= child.lots - child.filledLots,
    "a fill is of lots that a child has open",
  );
  child.filledLots += lots;
  work.filledLots += lots;
  work.refusals = 0;
  if (child.filledLots === child.lots) drop(work, number);
}

function end(work: ParentWork, number: number, refused: boolean, nowMs: number): void {
  if (!childOf(work, number)) return;
  drop(work, number);
  // Of several that were under way at once, the first counts.
  if (!refused || nowMs < work.retryMs) return;
  work.retryMs = nowMs + waitMs * 2 ** work.refusals;
  work.refusals++;
  if (work.refusals === refusalsMax) work.stopped = true;
}

function drop(work: ParentWork, number: number): void {
  work.children = work.children.filter((child) => child.number !== number);
}

const openLots = ({ children }: ParentWork): number =>
  children.reduce((sum, { lots, filledLots }) => sum + lots - filledLots, 0);

/** Lots that no child has filled or may fill. */
const leftOf = (work: ParentWork): number => work.parent.lots - work.filledLots - openLots(work);

function nextAction(work: ParentWork, nowMs: number): ChildAction | undefined {
  const { algo, parent, quote, volumeLots, filledLots, children } = work;
  if (algo.kind === "pegged" && !quote) return undefined;
  const child = children.find(({ resting, leaving }) => resting && !leaving);
  const working = child?.resting;
  const progress: Progress = { filledLots, workingLots: openLots(work), ...(working && { working }) };
  const market = {
    volumeLots,
    bidTicks: quote?.bidTicks ?? Number.NaN,
    askTicks: quote?.askTicks ?? Number.NaN,
  };
  const action = nextChild(algo, parent, progress, market, nowMs);
  if (action?.kind === "place") return nowMs < work.retryMs ? undefined : placeChild(work, action, nowMs);
  if (action?.kind !== "move" || !child?.resting) return undefined;
  child.resting = { limitTicks: action.limitTicks, movedMs: nowMs };
  return { kind: "move", child: child.number, limitTicks: action.limitTicks };
}

function placeChild(
  work: ParentWork,
  order: { readonly lots: number; readonly limitTicks?: number; readonly postOnly?: true },
  nowMs: number,
): ChildAction {
  const { lots, limitTicks, postOnly } = order;
  const number = ++work.childCount;
  const resting = limitTicks === undefined ? null : { limitTicks, movedMs: nowMs };
  work.children.push({ number, lots, filledLots: 0, id: null, resting, leaving: false });
  return {
    kind: "place",
    child: number,
    lots,
    ...(limitTicks !== undefined && { limitTicks }),
    ...(postOnly && { postOnly }),
  };
}

function askBack(child: Child): ChildAction {
  child.leaving = true;
  return { kind: "cancel", child: child.number };
}
