import { mayTrade, noteOrder } from "../../risk/breaker.ts";
import { gridCount } from "../../trade/grid.ts";
import { lotsWithin } from "../../trade/instrument.ts";
import type { Order } from "../../trade/order.ts";
import type { OrderTerms } from "../../trade/order-terms.ts";
import { isRejected } from "../../trade/rejection.ts";
import { type FillPoint, roundingPart } from "../book.ts";
import { admit, endOrder, isCut, wantedOf } from "../execute.ts";
import { countVerdict, type Session } from "../session.ts";
import { command, type Desk, type Post, type Sent, touchOf } from "./desk.ts";
import { leaveLots } from "./exits.ts";
import { keepGuards, recallGuard } from "./guards.ts";
import { freesElsewhere } from "./under-way.ts";
import { settingFor, startWork, stopWork } from "./work.ts";

/**
 * Sends what can be sent for a symbol. What takes a position away goes only once its protective orders are gone, and
 * nothing goes while an order that was asked back may still fill: so no two orders ever close the same lot. What an
 * order that is worked in parts leaves over stays protected meanwhile: its parts only reduce, and so do those. What adds
 * stays here where `adds` says so, and where a limit leaves no room for it while another symbol is being left.
 */
export function dispatch(desk: Desk, post: Post, nowMs: number, adds = true): void {
  const { slot } = post;
  if (slot.lots.length === 0) post.flattens = false;
  if (slot.lots.length === 0 && slot.orders.length === 0 && post.guards.size === 0) return;
  if (post.status !== "trading") {
    holdBack(desk, post, post.status);
    return;
  }
  leaveLots(desk, post, nowMs);
  let clears = false;
  if (slot.orders.length > 0) {
    for (const order of [...slot.orders]) {
      if (order.status === "pending-new" && !isSent(post, order)) {
        clears = sendOrder(desk, post, order, nowMs, adds) === "clears" || clears;
      }
    }
    slot.orders = slot.orders.filter(({ endedIndex }) => endedIndex < 0);
  }
  if (!clears && !isReducing(post)) keepGuards(desk, post, nowMs);
}

/**
 * While a symbol does not trade nothing is sent: what adds is refused, what reduces waits until it trades again. A market that
 * has closed refuses nothing: what was decided at its close is for its next open.
 */
function holdBack(desk: Desk, post: Post, status: Exclude<Post["status"], "trading">): void {
  if (status === "closed") return;
  const { slot, last } = post;
  for (const order of slot.orders) {
    if (order.status !== "pending-new" || isSent(post, order)) continue;
    const reduces =
      last > 0 && wantedOf(desk.session, slot, order, pointOf(desk, post, order)) * slot.quantity < 0;
    if (status === "delisted" || !reduces) refuseOrder(desk, order, status);
  }
  slot.orders = slot.orders.filter(({ endedIndex }) => endedIndex < 0);
}

const isSent = ({ sent, work }: Post, order: Order): boolean => {
  if (work?.order === order) return true;
  for (const each of sent.values()) if (each.order === order) return true;
  return false;
};

const isLeaving = ({ sent, work }: Post): boolean => {
  if (work?.parent.stopped) return true;
  for (const { leaving, child } of sent.values()) if (leaving && child === 0) return true;
  return false;
};

const isReducing = ({ sent }: Post): boolean => {
  for (const { reduces } of sent.values()) if (reduces) return true;
  return false;
};

/** Where an order is sized: at its own price where it waits for one, else where it would take now. */
function pointOf({ session }: Desk, post: Post, order: Order): FillPoint {
  const { limit, trigger } = order;
  if (limit !== undefined) return { reference: limit, liquidity: "maker", moment: "open" };
  if (trigger !== undefined) return { reference: trigger, liquidity: "taker", moment: "open" };
  // The side that a target needs is known only from the position and the price, whichever side of the spread.
  const wanted = wantedOf(session, post.slot, order, {
    reference: post.last,
    liquidity: "taker",
    moment: "open",
  });
  return { reference: touchOf(post, wanted), liquidity: "taker", moment: "open" };
}

/** What became of an order that should go out; `clears`: it waits until nothing protects what it takes away. */
type Sending = "done" | "waits" | "clears";

/** Sends an order, or lets it end, unless it must wait. */
function sendOrder(desk: Desk, post: Post, order: Order, nowMs: number, adds: boolean): Sending {
  const { session } = desk;
  const { slot } = post;
  const busy = isLeaving(post) || isReducing(post) || post.work !== undefined || post.exits.size > 0;
  if (busy || !(post.last > 0)) return "waits";
  const point = pointOf(desk, post, order);
  const wanted = wantedOf(session, slot, order, point);
  const reduces = wanted * slot.quantity < 0;
  if (!reduces && wanted !== 0) {
    if (!adds || (freesElsewhere(desk, post) && isCut(session, slot, wanted))) return "waits";
  }
  const held = lotsWithin(post.instrument, Math.abs(slot.quantity) * (1 + roundingPart));
  const setting = settingFor(desk, post, order, lotsWithin(post.instrument, Math.abs(wanted)));
  if (reduces && !setting && post.guards.size > 0) {
    for (const guard of post.guards.values()) recallGuard(desk, post, guard, nowMs);
    return "clears";
  }
  if (!reduces && wanted !== 0 && !mayTrade(desk.board, nowMs)) {
    refuseOrder(desk, order, "breaker");
    return "done";
  }
  const quantity = admit(session, slot, order, point);
  if (quantity === 0) return "done";
  // A difference of whole lots is whole but for the rounding of what it was taken from.
  const rounding = roundingPart * Math.abs(slot.quantity);
  const asked = lotsWithin(post.instrument, Math.abs(quantity) + rounding);
  // What would turn the position around only leaves it while a breaker holds back what adds.
  const cut = reduces && asked > held && !mayTrade(desk.board, nowMs);
  if (cut) noteRule(session, order, "breaker");
  const lots = cut ? held : asked;
  if (lots === 0) {
    endOrder(session, order, "cancel");
    return "done";
  }
  const { reference } = point;
  const side = quantity > 0 ? "buy" : "sell";
  const closes = reduces && lots <= held;
  if (setting) {
    const continues = reduces && !closes;
    const part = {
      order,
      reference,
      adds: !reduces,
      continues,
      side,
      lots: continues ? held : lots,
    } as const;
    startWork(desk, post, setting, part, nowMs);
  } else
    sendWhole(
      desk,
      post,
      termsOf(desk, post, order, side, lots, closes),
      { order, reference, reduces },
      nowMs,
    );
  return "done";
}

function sendWhole(
  desk: Desk,
  post: Post,
  terms: OrderTerms,
  about: Pick<Sent, "order" | "reference" | "reduces">,
  nowMs: number,
): void {
  const result = command(desk, post, { kind: "place", terms, price: about.reference }, nowMs);
  if (isRejected(result)) {
    refuseOrder(desk, about.order, result.rule);
    return;
  }
  if (!about.reduces) noteOrder(desk.board, nowMs);
  const side = terms.side === "buy" ? 1 : -1;
  post.sent.set(result.ids[0]!, { ...about, sentMs: nowMs, side, child: 0, leaving: false, answered: false });
}

function noteRule(session: Session, order: Order, rule: string): void {
  order.rule = rule;
  countVerdict(session, rule);
}

function refuseOrder({ session }: Desk, order: Order, rule: string): void {
  noteRule(session, order, rule);
  endOrder(session, order, "reject");
}

/** An order in the terms of its instrument. */
function termsOf(
  { session }: Desk,
  { instrument }: Post,
  order: Order,
  side: "buy" | "sell",
  lots: number,
  closes: boolean,
): OrderTerms {
  const { kind, limit, trigger, lastIndex, placedIndex, placedMs } = order;
  const ticks = (price: number) => gridCount(instrument.tick, price, "nearest");
  const bounded = lastIndex !== Number.POSITIVE_INFINITY;
  return {
    symbol: instrument.symbol,
    side,
    kind,
    lots,
    tif: bounded ? "gtd" : order.tif,
    ...(limit !== undefined && { limitTicks: ticks(limit) }),
    ...(trigger !== undefined && { triggerTicks: ticks(trigger) }),
    ...(bounded && { untilMs: placedMs + (lastIndex - placedIndex) * session.timeframeMs }),
    ...(order.postOnly && { postOnly: true }),
    ...((order.reduceOnly || closes) && { reduceOnly: true }),
  };
}

/** Asks for an order of a decision back; what was never sent is gone at once. */
export function recall(desk: Desk, post: Post, order: Order, nowMs: number): void {
  if (post.work?.order === order) {
    stopWork(desk, post, post.work, nowMs);
    return;
  }
  for (const [id, sent] of post.sent) {
    if (sent.order !== order) continue;
    if (sent.leaving) return;
    sent.leaving = true;
    command(desk, post, { kind: "cancel", id }, nowMs);
    return;
  }
  if (order.endedIndex < 0) endOrder(desk.session, order, "cancel");
}
