import { nextDueMs } from "../../execution/slicing/advance.ts";
import type { FeedEvent } from "../../ports.ts";
import { noteMeasure, settleProbe } from "../../risk/breaker.ts";
import { notionalAt } from "../../trade/contract.ts";
import { lotsWithin } from "../../trade/instrument.ts";
import { countVerdict, type Session } from "../session.ts";
import { addTrade, setBar } from "./bar-builder.ts";
import { forgetDepth, takeLevels } from "./depth.ts";
import { type Post, stateOf, tellManager } from "./desk.ts";
import { dispatch } from "./dispatch.ts";
import { recallAgain } from "./guards.ts";
import { isUnderMargin, leaveAll } from "./operator.ts";
import { tellQuote, tellWork } from "./work.ts";
import type { Works } from "./works.ts";

type Of<Kind extends FeedEvent["kind"]> = Extract<FeedEvent, { readonly kind: Kind }>;

/** Takes in a trade: a price, a part of the bar in the making, and volume for orders that are worked by it. */
export function takeTrade(works: Works, post: Post, event: Of<"trade">): void {
  price(works, post, event.price);
  if (works.makesBars) addTrade(post.bar, event.price, event.quantity);
  if (post.work) {
    const lots = lotsWithin(post.instrument, event.quantity);
    tellWork(works.desk, post, { kind: "trade", lots }, works.nowMs);
  }
}

/** Takes in the best bid and ask. */
export function takeQuote(works: Works, post: Post, { bid, ask }: Of<"quote">): void {
  showQuote(works, post, bid, ask);
}

function showQuote(works: Works, post: Post, bid: number, ask: number): void {
  works.heardMs = works.nowMs;
  post.bid = bid;
  post.ask = ask;
  if (post.last !== post.last) price(works, post, (bid + ask) / 2);
  if (post.work) tellQuote(works.desk, post, works.nowMs);
}

/** Takes in depth: its best prices are the quote. */
export function takeDepth(works: Works, post: Post, { snapshot, bids, asks }: Of<"depth">): void {
  const { depth } = post;
  takeLevels(depth, snapshot, bids, asks);
  const { bid, ask } = depth;
  if (bid === post.bid && ask === post.ask) return;
  if (bid === bid && ask === ask) showQuote(works, post, bid, ask);
  else if (depth.known) loseQuote(post);
}

/**
 * Trading of a symbol stops, goes on, or is over. What waits goes out when it goes on. Of one that is delisted orders end;
 * what is held of it stays at its last price, for nothing can be done about it here.
 */
export function takeStatus(works: Works, post: Post, { status }: Of<"status">): void {
  if (post.status === "delisted" || post.status === status) return;
  const { desk, nowMs } = works;
  post.status = status;
  if (status === "halted" || status === "delisted") countVerdict(desk.session, `market: ${status}`);
  dispatch(desk, post, nowMs);
}

/** The book was lost sight of: what was the best bid and ask is not known any more. */
export function forgetQuote(post: Post): void {
  forgetDepth(post.depth);
  loseQuote(post);
}

function loseQuote(post: Post): void {
  post.bid = Number.NaN;
  post.ask = Number.NaN;
}

/** Takes in a bar as its source made it. */
export function takeBar(works: Works, post: Post, event: Of<"bar">): void {
  setBar(post.bar, event);
  price(works, post, event.close);
}

/** A new price: marks the position, shows the breakers a jump, and sees whether margin still backs what is held. */
function price(works: Works, post: Post, value: number): void {
  const { desk, nowMs } = works;
  const { slot, last } = post;
  post.last = value;
  slot.mark = value;
  works.heardMs = nowMs;
  if (last === last) {
    if (value !== last) noteMeasure(desk.board, "jump", value / last - 1, nowMs);
    // What waited for a first price can be sized now.
  } else if (slot.orders.length > 0) dispatch(desk, post, nowMs);
  if (slot.quantity !== 0 && slot.contract.margin !== undefined && isUnderMargin(works.desk, slot)) {
    leaveAll(desk, "liquidation", nowMs);
  }
}

/** Funding settles on what is held, at its mark. */
export function settleFunding(session: Session, { slot }: Post, rate: number): void {
  const { quantity, contract, mark } = slot;
  if (quantity === 0 || !session.settings.funding || rate !== rate) return;
  const paid = quantity * notionalAt(contract, mark) * rate;
  session.cash -= paid;
  session.costs.funding += paid;
}

/**
 * Time has passed: asks for answers that are overdue and shows the breakers those and the age of the data, asks once more
 * for what is to come back, tries again what was refused, and goes on with what is worked in parts.
 */
export function passTime(works: Works): void {
  const { desk, nowMs, heardMs, quietMs } = works;
  if (heardMs === heardMs) noteMeasure(desk.board, "staleMs", Math.max(0, nowMs - heardMs - quietMs), nowMs);
  if (desk.blotter.orders.open.size > 0) {
    askOverdue(works);
    review(works);
  }
  for (const post of desk.list) {
    if (post.sent.size > 0 || post.guards.size > 0) recallAgain(desk, post, nowMs);
    if (post.work) tellWork(desk, post, { kind: "timer" }, nowMs);
    const { slot } = post;
    if (slot.lots.length > 0 || slot.orders.length > 0) dispatch(desk, post, nowMs);
  }
}

function askOverdue({ desk, nowMs }: Works): void {
  const waiting: string[] = [];
  for (const { sent } of desk.list) {
    for (const id of sent.keys()) if (stateOf(desk, id)?.status !== "unknown") waiting.push(id);
  }
  tellManager(desk, { kind: "clock" }, nowMs);
  for (const id of waiting) {
    if (stateOf(desk, id)?.status !== "unknown") continue;
    noteMeasure(desk.board, "errorRate", 1, nowMs);
    settleProbe(desk.board, false, nowMs);
  }
}

/** Asks about all that rests, now and then: a fill whose report was lost is found, though nothing waits for an answer. */
function review(works: Works): void {
  const { desk, nowMs } = works;
  if (works.reviewedMs !== works.reviewedMs) works.reviewedMs = nowMs;
  if (nowMs - works.reviewedMs < works.reviewMs) return;
  works.reviewedMs = nowMs;
  tellManager(desk, { kind: "review" }, nowMs);
}

/** When time alone next asks for something: the bar ends, or work on an order goes on. Infinity for never. */
export function nextDue({ desk, nowMs, endMs }: Works): number {
  let due = endMs === endMs ? endMs : Number.POSITIVE_INFINITY;
  for (const { work } of desk.list) if (work) due = Math.min(due, nextDueMs(work.parent, nowMs));
  return due;
}
