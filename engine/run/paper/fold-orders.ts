import { assert } from "../../core/errors.ts";
import type { VenueAction } from "../../execution/commands.ts";
import { quantityOfLots } from "../../trade/instrument.ts";
import { isFinal } from "../../trade/order-transitions.ts";
import { roundingPart } from "../book.ts";
import type { Desk, Post } from "../live/desk.ts";
import { stateOf } from "../live/desk.ts";
import type { TraderInput } from "../live/trader-input.ts";
import type { Fill } from "../result.ts";
import type { FoldedFill, FoldedOrder, OrderRole } from "./fold-types.ts";

/** Where an order came from. */
interface Origin {
  readonly role: OrderRole;
  readonly kind: FoldedFill["kind"];
  readonly decision: number;
}

type OwnOrder = { -readonly [Field in keyof FoldedOrder]: FoldedOrder[Field] };

/** The orders and fills of a session as they come about. Changed by this module alone. */
export interface FoldOrders {
  readonly orders: Map<string, OwnOrder>;
  readonly fills: FoldedFill[];
  /** Ids of orders that have changed since whoever reads them has cleared this. */
  readonly changed: Set<string>;
  /** Orders that were sent in the present input, and those that have not ended. */
  fresh: OwnOrder[];
  readonly open: Set<string>;
  /** The decision behind what was entered in a bar, by symbol and index. */
  readonly entered: Map<string, number>;
  readonly counts: { actions: number; queries: number; reconciles: number };
}

export const createFoldOrders = (): FoldOrders => ({
  orders: new Map(),
  fills: [],
  changed: new Set(),
  fresh: [],
  open: new Set(),
  entered: new Map(),
  counts: { actions: 0, queries: 0, reconciles: 0 },
});

/** Takes down what a trader asks of its venue. */
export function noteAction(folded: FoldOrders, action: VenueAction, nowMs: number): void {
  const { counts } = folded;
  counts.actions++;
  if (action.kind === "query") counts.queries++;
  else if (action.kind === "reconcile") counts.reconciles++;
  // A request that is sent again is the same order.
  if (action.kind !== "place" || folded.orders.has(action.request.clientOrderId)) return;
  const { request } = action;
  const order: OwnOrder = {
    id: request.clientOrderId,
    request,
    sentMs: nowMs,
    role: "protection",
    kind: "exit",
    decision: -1,
    status: "pending-new",
    filled: 0,
    price: Number.NaN,
    reason: null,
    endedMs: Number.NaN,
  };
  folded.orders.set(order.id, order);
  folded.fresh.push(order);
  folded.open.add(order.id);
  folded.changed.add(order.id);
}

const entryKey = (symbol: string, index: number): string => `${symbol} ${index}`;

/** What an order at the venue is for; it must be asked before its end is heard of. */
function originOf(folded: FoldOrders, { posts }: Desk, { id, request: { symbol } }: FoldedOrder): Origin {
  const post = posts.get(symbol)!;
  const sent = post.sent.get(id);
  if (sent) {
    const { reason, kind, placedIndex } = sent.order;
    return { role: reason === "risk" ? "risk" : "decision", kind, decision: placedIndex };
  }
  const exit = post.exits.get(id);
  const lot = exit?.lot ?? guardLot(post, id);
  const decision = lot ? (folded.entered.get(entryKey(symbol, lot.entryIndex)) ?? -1) : -1;
  return { role: "protection", kind: "exit", decision };
}

function guardLot({ guards }: Post, id: string) {
  for (const { lot, stopId, targetId } of guards.values()) if (stopId === id || targetId === id) return lot;
  return undefined;
}

/** Takes down what an input has done: origins of new orders, new fills, and how orders stand. */
export function noteInput(folded: FoldOrders, desk: Desk, input: TraderInput): void {
  const { fills } = desk.session;
  for (let k = folded.fills.length; k < fills.length; k++) {
    const fill = fills[k]!;
    const order = input.kind === "order" ? folded.orders.get(input.id) : filledOf(folded, desk, fill);
    assert(order !== undefined, "a fill of a session is of an order that it has sent");
    addFill(folded, order, fill, filledMsOf(input), input.ts);
  }
  if (input.kind === "order") {
    const order = folded.orders.get(input.id);
    if (order) stand(folded, desk, order, input.ts);
  }
  // After the fills: what protects a lot is sent as that fills.
  for (const order of folded.fresh) Object.assign(order, originOf(folded, desk, order));
  if (folded.fresh.length > 0) folded.fresh = [];
  if (touchesAll.has(input.kind)) {
    for (const id of folded.open) stand(folded, desk, folded.orders.get(id)!, input.ts);
  }
}

/** Inputs after which any order may stand otherwise. */
const touchesAll: ReadonlySet<TraderInput["kind"]> = new Set([
  "timer",
  "connected",
  "disconnected",
  "standing",
]);

/** The order that a fill is of which nobody reported: of those of which as much more has filled, the one that fits best. */
function filledOf(
  { open, orders }: FoldOrders,
  desk: Desk,
  { symbol, side, quantity }: Fill,
): OwnOrder | undefined {
  const { instrument } = desk.posts.get(symbol)!;
  let found: OwnOrder | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const id of open) {
    const order = orders.get(id)!;
    if (order.request.symbol !== symbol || order.request.side !== side) continue;
    const filled = quantityOfLots(instrument, stateOf(desk, id)?.filledLots ?? 0);
    const beyond = filled - order.filled - quantity * (1 - roundingPart);
    if (beyond < 0 || beyond >= least) continue;
    found = order;
    least = beyond;
  }
  return found;
}

/** When the venue filled what an input tells of. */
const filledMsOf = (input: TraderInput): number =>
  input.kind === "order" && input.report.kind === "fill" ? input.report.ts : input.ts;

function addFill(folded: FoldOrders, order: OwnOrder, fill: Fill, filledMs: number, heardMs: number): void {
  const { id: orderId, role, kind, decision } = order;
  folded.fills.push({ ...fill, heardMs, filledMs, orderId, role, kind, decision });
  if (role === "decision") folded.entered.set(entryKey(fill.symbol, fill.index), decision);
  const before = order.filled;
  order.filled += fill.quantity;
  order.price =
    before === 0 ? fill.price : (order.price * before + fill.price * fill.quantity) / order.filled;
  folded.changed.add(orderId);
}

function stand({ changed, open }: FoldOrders, desk: Desk, order: OwnOrder, nowMs: number): void {
  const state = stateOf(desk, order.id);
  if (!state || state.status === order.status) return;
  order.status = state.status;
  order.reason = state.reason ?? null;
  changed.add(order.id);
  if (!isFinal(state.status)) return;
  order.endedMs = nowMs;
  open.delete(order.id);
}
