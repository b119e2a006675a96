import type { OrderMessage } from "../../ports.ts";
import { noteMeasure, settleProbe } from "../../risk/breaker.ts";
import type { OrderState } from "../../trade/order-state.ts";
import { isFinal, type OrderStatus } from "../../trade/order-transitions.ts";
import { countVerdict } from "../session.ts";
import { bookFill } from "./book-fill.ts";
import { type Desk, noteRefusal, noteTaken, type Post, type Sent, stateOf, tellManager } from "./desk.ts";
import { dispatch } from "./dispatch.ts";
import { guardOf } from "./guards.ts";
import { tellWork } from "./work.ts";

/** Takes in what the venue says of an order: books its fills, follows its fate, and sends what that allows. */
export function hear(desk: Desk, message: OrderMessage): void {
  const { ts, id, report } = message;
  const before = stateOf(desk, id)?.filledLots ?? 0;
  desk.counts.reports++;
  tellManager(desk, { kind: "report", id, report }, ts);
  const order = stateOf(desk, id);
  const post = order && desk.posts.get(order.terms.symbol);
  if (!order || !post) return;
  const sent = post.sent.get(id);
  if (sent) measure(desk, sent, order.status, message);
  // What the order manager did not believe, or had heard before, did not fill.
  const lots = order.filledLots - before;
  if (lots > 0 && report.kind === "fill") bookFill(desk, post, order, lots, message, report);
  const ended = isFinal(order.status);
  if (sent) {
    if (sent.child > 0) followChild(desk, post, order, sent, lots, ts);
    else follow(desk, post, order, sent, ts);
  } else judge(post, order, report.kind, ts);
  if (ended) letGo(post, id);
  if (ended && sent && sent.child > 0) tellEnd(desk, post, order, sent, ts);
  dispatch(desk, post, ts);
  // What waits for room may have it now.
  if (ended) for (const other of desk.list) if (other !== post && waits(other)) dispatch(desk, other, ts);
}

const waits = ({ slot }: Post): boolean => slot.orders.some(({ status }) => status === "pending-new");

/** Shows the breakers how the venue answered: the first sign of life of an order is its answer, whichever it is. */
function measure(
  { board, session }: Desk,
  sent: Sent,
  status: OrderStatus,
  { ts, report }: OrderMessage,
): void {
  const { settings } = session;
  const unheard = report.kind === "absent" && status === "unknown";
  if (!sent.answered && !unheard) {
    sent.answered = true;
    const failed = report.kind === "reject" || status === "rejected";
    noteMeasure(board, "latencyMs", ts - sent.sentMs, ts);
    noteMeasure(board, "errorRate", 0, ts);
    noteMeasure(board, "rejectRate", failed ? 1 : 0, ts);
    settleProbe(board, !failed, ts);
  }
  if (report.kind === "fill" && report.liquidity === "taker") {
    const paid = sent.side * (report.price / sent.reference - 1);
    noteMeasure(board, "slippageBps", 10_000 * (paid - settings.halfSpread - settings.slippage), ts);
  }
}

/** Whether the venue takes what protects a position, or leaves one: what it refuses is not tried again at once. */
function judge(post: Post, { id, status }: OrderState, kind: string, ts: number): void {
  if (kind === "accept" || kind === "fill") noteTaken(post);
  else if (status === "rejected") noteRefusal(post, ts);
  else if (isFinal(status) && status !== "filled") {
    const guard = guardOf(post, id);
    // Taken away by the venue itself, and not because one of a pair has filled.
    const unasked = guard ? !guard.leaving && guard.alive.size === 1 : post.exits.has(id);
    if (unasked && (guard === undefined || guard.lots > 0)) noteRefusal(post, ts);
  }
}

/** The order of a decision stands where the order manager says that it does. */
function follow({ session }: Desk, post: Post, state: OrderState, sent: Sent, ts: number): void {
  const { order } = sent;
  order.status = state.status;
  if (!isFinal(state.status)) return;
  order.endedIndex = session.index;
  if (state.status === "rejected") {
    order.rule = state.reason ?? "venue";
    countVerdict(session, `venue: ${order.rule}`);
  }
  post.slot.orders = post.slot.orders.filter((other) => other !== order);
  if (state.status === "filled" || sent.leaving || !sent.reduces) return;
  // It should have closed the position, whatever was wanted beyond that, and is not forgotten.
  if (order.target * post.slot.quantity > 0) return;
  post.flattens = true;
  noteRefusal(post, ts);
}

/** Tells the work of a parent what its child has filled, and where it rests. */
function followChild(
  desk: Desk,
  post: Post,
  { status, terms }: OrderState,
  { order, child }: Sent,
  lots: number,
  ts: number,
): void {
  if (order.endedIndex >= 0) return;
  order.status = order.filled === 0 ? "working" : "partially-filled";
  if (lots > 0) tellWork(desk, post, { kind: "filled", child, lots }, ts);
  const { limitTicks } = terms;
  const rests = status === "working" || status === "partially-filled";
  if (rests && limitTicks !== undefined) tellWork(desk, post, { kind: "rests", child, limitTicks }, ts);
}

function tellEnd(desk: Desk, post: Post, state: OrderState, { order, child }: Sent, ts: number): void {
  if (post.work?.order !== order) return;
  const refused = state.status === "rejected";
  if (refused) countVerdict(desk.session, `venue: ${state.reason ?? "venue"}`);
  if (state.status !== "filled") tellWork(desk, post, { kind: "ended", child, refused }, ts);
}

/** Forgets an order that has ended. */
function letGo(post: Post, id: string): void {
  post.sent.delete(id);
  post.exits.delete(id);
  const guard = guardOf(post, id);
  if (!guard) return;
  guard.alive.delete(id);
  if (guard.alive.size === 0) post.guards.delete(guard.lot);
}
