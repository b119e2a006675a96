import { UserError } from "../../core/errors.ts";
import type { AmendRequest, PlaceRequest } from "../../execution/venue-request.ts";
import { checkTerms, type OrderTerms } from "../../trade/order-terms.ts";
import { type Refusal, type RefusalRule, refusal } from "../limits/refusal.ts";
import { readAmend, readPlace } from "../read-request.ts";
import { amendHeld, cancelHeld, newHeld, placeHeld } from "./actor.ts";
import { checkOrder } from "./check-order.ts";
import { applyImpact } from "./core.ts";
import { type Client, type Core, markOfActor } from "./exchange-state.ts";
import type { Actor, Held } from "./state.ts";

/** Time for which a client order id stands for the order that it was used for. */
export const idempotencyMs = 86_400_000;

/** Orders that have ended and are still known at most, of one client; beyond that the oldest go sooner. */
export const endedMax = 1_000_000;

export const isRefusal = (answer: Held | Refusal | undefined): answer is Refusal =>
  answer !== undefined && "rule" in answer;

/** The order of a client by its client order id; undefined for one that it never placed or that ended too long ago. */
export function findOrder(core: Core, client: Client, id: string): Held | undefined {
  forgetOld(client, core.nowMs);
  return client.orders.get(id);
}

/** Forgets orders that ended 24 hours ago: from then on their ids are free again. */
function forgetOld(client: Client, nowMs: number): void {
  const { ended, orders, byNumber } = client;
  while (client.forgotten < ended.length) {
    const held = ended[client.forgotten]!;
    if (nowMs - held.updatedMs < idempotencyMs && ended.length - client.forgotten <= endedMax) break;
    orders.delete(held.id);
    byNumber.delete(held.number);
    client.forgotten++;
  }
  if (client.forgotten < 1_024 || client.forgotten * 2 < ended.length) return;
  ended.splice(0, client.forgotten);
  client.forgotten = 0;
}

/** Places an order of a client under an id that it does not use yet, or says why not. */
export function placeOrder(core: Core, client: Client, request: PlaceRequest, nowMs: number): Held | Refusal {
  const actor = core.actors.get(request.symbol);
  if (!actor) return refusal("unknown-symbol", `Invalid symbol ${request.symbol}.`);
  const terms = termsFor(actor, request);
  return "rule" in terms ? terms : placeTerms(core, client, actor, request.clientOrderId, terms, nowMs);
}

/** The terms of a request, or why they cannot be read. */
export const termsFor = (actor: Actor, request: PlaceRequest): OrderTerms | Refusal =>
  reading(() => readPlace(actor.instrument, request));

/** The same with terms that are read already; `sibling` is the order that it cancels and that cancels it. */
export function placeTerms(
  core: Core,
  client: Client,
  actor: Actor,
  id: string,
  terms: OrderTerms,
  nowMs: number,
  sibling?: Held,
): Held | Refusal {
  core.nowMs = Math.max(core.nowMs, nowMs);
  const wrong = checkPlace(core, client, actor, id, terms, nowMs, sibling);
  if (wrong) return wrong;
  const held = newHeld(client.number, id, ++core.lastNumber, terms, Math.max(nowMs, actor.nowMs));
  held.sibling = sibling;
  if (sibling) sibling.sibling = held;
  client.orders.set(id, held);
  client.byNumber.set(held.number, held);
  placeHeld(actor, held);
  if (held.filled > 0) applyImpact(core, actor);
  return held;
}

/** Whether an order would be taken now; undefined if so. */
export function checkPlace(
  core: Core,
  client: Client,
  actor: Actor,
  id: string,
  terms: OrderTerms,
  nowMs: number,
  sibling?: Held,
): Refusal | undefined {
  if (findOrder(core, client, id)) return refusal("duplicate", "Duplicate order sent.");
  return checkInstrument(actor, terms, nowMs) ?? checkOrder(core, client, actor, terms, sibling);
}

/** Rules of terms that an exchange calls filters, with their names there. */
const filters: Readonly<Record<string, readonly [rule: RefusalRule, name: string]>> = {
  "whole-lots": ["lot", "LOT_SIZE"],
  "whole-ticks": ["tick", "PRICE_FILTER"],
  "notional-min": ["notional-min", "NOTIONAL"],
};

function checkInstrument(actor: Actor, terms: OrderTerms, nowMs: number): Refusal | undefined {
  const mark = markOfActor(actor);
  // Before the first price the notional of what has no limit is not known, and any will do.
  const price = mark === mark ? mark : Number.MAX_SAFE_INTEGER;
  const wrong = checkTerms(actor.instrument, terms, price, nowMs);
  if (!wrong) return undefined;
  if (wrong.rule === "expired") return refusal("delisted", "The instrument has expired.");
  const filter = filters[wrong.rule];
  return filter
    ? refusal(filter[0], `Filter failure: ${filter[1]}`)
    : refusal("terms", `${wrong.rule} must be ${wrong.limit}; was ${wrong.wanted}`);
}

/** What a text that cannot be read is refused by. */
function reading<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [rule, name] = filters[error.message.startsWith("price") ? "whole-ticks" : "whole-lots"]!;
    return refusal(rule, `Filter failure: ${name}: ${error.message}`);
  }
}

/** Changes an order of a client, or says why not. */
export function amendOrder(
  core: Core,
  client: Client,
  request: AmendRequest,
  nowMs: number,
): Refusal | undefined {
  core.nowMs = Math.max(core.nowMs, nowMs);
  const held = findOrder(core, client, request.clientOrderId);
  const actor = held && core.actors.get(held.terms.symbol);
  if (!held || !actor || held.end !== undefined) return refusal("unknown-order", "Unknown order sent.");
  const change = reading(() => readAmend(actor.instrument, request));
  if ("rule" in change) return change;
  const terms = { ...held.terms, ...change };
  // Time in force was checked when it came, and does not change.
  const wrong = checkInstrument(actor, terms, Math.min(nowMs, held.endMs - 1));
  return wrong ?? amendHeld(actor, held, change, nowMs);
}

/** Takes an order of a client back, or says why not. */
export function cancelOrder(core: Core, client: Client, id: string, nowMs: number): Held | Refusal {
  core.nowMs = Math.max(core.nowMs, nowMs);
  const held = findOrder(core, client, id);
  const actor = held && core.actors.get(held.terms.symbol);
  if (!held || !actor || held.end !== undefined) return refusal("unknown-order", "Unknown order sent.");
  cancelHeld(actor, held, nowMs);
  return held;
}
