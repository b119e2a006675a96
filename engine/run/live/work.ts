import {
  advance,
  type ChildAction,
  childTerms,
  isDone,
  type WorkEvent,
} from "../../execution/slicing/advance.ts";
import { schedule } from "../../execution/slicing/schedule.ts";
import { mayTrade, noteOrder } from "../../risk/breaker.ts";
import { notionalAt } from "../../trade/contract.ts";
import { gridCount } from "../../trade/grid.ts";
import { quantityOfLots } from "../../trade/instrument.ts";
import type { Order } from "../../trade/order.ts";
import { isRejected } from "../../trade/rejection.ts";
import type { WorkSetting } from "../work-setting.ts";
import { workRule } from "../work-setting.ts";
import { command, type Desk, type Post, stateOf, touchOf, type Work } from "./desk.ts";

/**
 * How an order is worked in parts; undefined where it goes out whole: what the account's limits leave is urgent, and
 * what waits for a price of its own has one.
 */
export function settingFor(
  { session }: Desk,
  post: Post,
  order: Order,
  lots: number,
): WorkSetting | undefined {
  const { work } = session.settings;
  if (work === undefined || order.kind !== "market" || order.reason !== "entry") return undefined;
  const { instrument, slot, last } = post;
  const notional = quantityOfLots(instrument, lots) * notionalAt(slot.contract, last);
  return notional >= (work.notionalMin ?? 0) ? work : undefined;
}

/** Begins to work an order in parts. */
export function startWork(
  desk: Desk,
  post: Post,
  setting: WorkSetting,
  wanted: Omit<Work, "parent" | "recalled"> & { readonly side: "buy" | "sell"; readonly lots: number },
  nowMs: number,
): void {
  const { side, lots, ...work } = wanted;
  const { instrument } = post;
  const rest = touchOf(post, side === "buy" ? -1 : 1);
  const restTicks = Math.max(1, gridCount(instrument.tick, rest, "nearest"));
  const parent = schedule(
    { side, lots, startMs: nowMs, endMs: nowMs + setting.overMs },
    workRule(setting, instrument, restTicks),
  );
  post.work = { ...work, parent, recalled: false };
  work.order.status = "working";
  if (post.bid === post.bid) tellQuote(desk, post, nowMs);
  else tellWork(desk, post, { kind: "timer" }, nowMs);
}

/** Tells the work of a symbol what happened, and does what it asks for. */
export function tellWork(desk: Desk, post: Post, event: WorkEvent, nowMs: number): void {
  const { work } = post;
  if (!work) return;
  for (const action of advance(work.parent, event, nowMs)) carryOut(desk, post, work, action, nowMs);
  if (post.work === work && isDone(work.parent)) finish(desk, post, work);
}

/** Shows the work of a symbol the best prices. */
export function tellQuote(desk: Desk, post: Post, nowMs: number): void {
  const { tick } = post.instrument;
  const bidTicks = gridCount(tick, post.bid, "nearest");
  const askTicks = gridCount(tick, post.ask, "nearest");
  tellWork(desk, post, { kind: "quote", bidTicks, askTicks }, nowMs);
}

/** The order ends with its work; one that had to close first goes on with what it wants beyond that. */
function finish({ session }: Desk, post: Post, work: Work): void {
  const { order, parent, continues } = work;
  post.work = undefined;
  const whole = parent.filledLots === parent.parent.lots;
  if (continues && whole && !parent.stopped) {
    order.status = "pending-new";
    return;
  }
  order.status = whole ? "filled" : "cancelled";
  // Given up because the venue refused its parts: what should have closed the position is not forgotten.
  if (!whole && !work.adds && !work.recalled) post.flattens = !(order.target * post.slot.quantity > 0);
  order.endedIndex = session.index;
  post.slot.orders = post.slot.orders.filter((other) => other !== order);
}

/** Stops the work of a symbol: what rests is asked back, and nothing else is placed. */
export function stopWork(desk: Desk, post: Post, work: Work, nowMs: number): void {
  work.recalled = true;
  tellWork(desk, post, { kind: "stop" }, nowMs);
}

function carryOut(desk: Desk, post: Post, work: Work, action: ChildAction, nowMs: number): void {
  if (action.kind === "place") {
    place(desk, post, work, action, nowMs);
    return;
  }
  const found = [...post.sent].find(([, { order, child }]) => order === work.order && child === action.child);
  if (!found) return;
  const [id, sent] = found;
  if (action.kind === "cancel") {
    sent.leaving = true;
    command(desk, post, { kind: "cancel", id }, nowMs);
    return;
  }
  const { limitTicks } = action;
  const result = command(desk, post, { kind: "amend", id, change: { limitTicks } }, nowMs);
  const stands = stateOf(desk, id)?.terms.limitTicks;
  if (isRejected(result) && stands !== undefined) {
    tellWork(desk, post, { kind: "rests", child: action.child, limitTicks: stands }, nowMs);
  }
}

function place(
  desk: Desk,
  post: Post,
  work: Work,
  action: Extract<ChildAction, { readonly kind: "place" }>,
  nowMs: number,
): void {
  const { symbol } = post.instrument;
  const { child } = action;
  const refused = (): void => tellWork(desk, post, { kind: "ended", child, refused: true }, nowMs);
  if ((work.adds && !mayTrade(desk.board, nowMs)) || post.status !== "trading") {
    refused();
    return;
  }
  const terms = { ...childTerms(symbol, work.parent, action), ...(!work.adds && { reduceOnly: true }) };
  const result = command(desk, post, { kind: "place", terms, price: post.last }, nowMs);
  if (isRejected(result)) {
    refused();
    return;
  }
  if (work.adds) noteOrder(desk.board, nowMs);
  const id = result.ids[0]!;
  const side = terms.side === "buy" ? 1 : -1;
  post.sent.set(id, {
    order: work.order,
    reference: touchOf(post, side),
    sentMs: nowMs,
    side,
    reduces: false,
    child,
    leaving: false,
    answered: false,
  });
  tellWork(desk, post, { kind: "placed", child, id }, nowMs);
}
