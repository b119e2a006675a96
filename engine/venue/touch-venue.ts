import { assert, refuse } from "../core/errors.ts";
import type { FeedEvent, OrderMessage, SimulatedVenue } from "../ports.ts";
import type { Instrument } from "../trade/instrument.ts";
import { checkTerms, endOfTerms, isConditional, type OrderTerms } from "../trade/order-terms.ts";
import type { Amendment } from "../trade/order-transitions.ts";
import { readAmend, readPlace } from "./read-request.ts";
import { meet, onQuote, onTrade, quoteFor } from "./touch-match.ts";
import {
  type Action,
  endHeld,
  type Held,
  type Side,
  say,
  type TouchOptions,
  type TouchState,
  tell,
} from "./touch-state.ts";

export type { TouchOptions } from "./touch-state.ts";

/**
 * A venue that fills at the touch: takers at the best quote, or, where the feed has none, at the next trade worsened by
 * a cost; makers when a trade goes through their price, and no more than it traded; conditional orders when a trade
 * reaches their trigger. It knows no depth and no queue: takers fill in full. It lives on the time of its feed.
 */
export function createTouchVenue(instruments: readonly Instrument[], options: TouchOptions): SimulatedVenue {
  if (!(options.latencyMs >= 0)) {
    refuse(`latency must be milliseconds of at least 0; was ${options.latencyMs}`);
  }
  const state: TouchState = {
    options,
    sides: new Map(
      instruments.map((instrument) => [
        instrument.symbol,
        { instrument, held: new Map(), bid: Number.NaN, ask: Number.NaN, lots: 0, quiet: undefined },
      ]),
    ),
    ended: new Map(),
    inbox: [],
    outbox: [],
    endsMs: never,
    nowMs: Number.NEGATIVE_INFINITY,
  };
  return {
    send: (action, nowMs) => {
      state.inbox.push({ ts: nowMs + options.latencyMs, action });
    },
    observe: (event) => observe(state, event),
    dueMs: () => Math.min(state.inbox[0]?.ts ?? never, state.outbox[0]?.ts ?? never),
    advance: (nowMs) => advance(state, nowMs),
  };
}

const never = Number.POSITIVE_INFINITY;

function observe(state: TouchState, event: FeedEvent): void {
  assert(event.ts >= state.nowMs, "the feed of a venue went back in time");
  state.nowMs = event.ts;
  if (event.ts >= state.endsMs) expire(state, event.ts);
  if (event.kind !== "trade" && event.kind !== "quote") return;
  const side = state.sides.get(event.symbol);
  if (!side) return;
  if (event.kind === "quote") onQuote(state, side, event.bid, event.ask);
  else onTrade(state, side, event.price, event.quantity);
}

/** Ends the orders whose time in force is over. */
function expire(state: TouchState, nowMs: number): void {
  state.endsMs = never;
  for (const side of state.sides.values()) {
    for (const held of side.held.values()) {
      if (nowMs >= held.endMs) endHeld(state, side, held, { kind: "expire", filledLots: held.filled });
      else if (held.endMs < state.endsMs) state.endsMs = held.endMs;
    }
  }
}

/** Carries out what has arrived by a moment, and hands over what is said by then. */
function advance(state: TouchState, nowMs: number): OrderMessage[] {
  while (state.inbox.length > 0 && state.inbox[0]!.ts <= nowMs) {
    const { ts, action } = state.inbox.shift()!;
    state.nowMs = Math.max(state.nowMs, ts);
    carryOut(state, action);
  }
  const later = state.outbox.findIndex(({ ts }) => ts > nowMs);
  return state.outbox.splice(0, later < 0 ? state.outbox.length : later);
}

function carryOut(state: TouchState, action: Action): void {
  if (action.kind === "reconcile") return;
  if (action.kind === "place") {
    place(state, action.request);
    return;
  }
  const [id, symbol] =
    action.kind === "amend"
      ? [action.request.clientOrderId, action.request.symbol]
      : [action.id, action.symbol];
  const side = state.sides.get(symbol);
  const held = side?.held.get(id);
  if (action.kind === "query") answer(state, id, held, action.askedMs);
  else if (!side || !held) {
    say(state, id, { kind: action.kind === "cancel" ? "cancel-reject" : "amend-reject" });
  } else if (action.kind === "cancel") {
    endHeld(state, side, held, { kind: "cancel", filledLots: held.filled });
  } else amend(state, side, held, readAmend(side.instrument, action.request));
}

function place(state: TouchState, request: Extract<Action, { kind: "place" }>["request"]): void {
  const { clientOrderId: id, symbol } = request;
  const side = state.sides.get(symbol);
  if (!side) {
    say(state, id, { kind: "reject", reason: `unknown symbol ${symbol}` });
    return;
  }
  // An id that is known is an order that is known: a request that comes twice places nothing.
  if (side.held.has(id) || state.ended.has(id)) return;
  const terms = readPlace(side.instrument, request);
  const endMs = endOfTerms(terms, state.nowMs);
  const wrong = checkTerms(side.instrument, terms, priceNow(side), state.nowMs);
  if (wrong) {
    say(state, id, { kind: "reject", reason: wrong.rule });
    return;
  }
  const stage = isConditional(terms) ? "waiting" : "arriving";
  const held: Held = { id, terms, filled: 0, fills: 0, stage, level: terms.triggerTicks, endMs, told: [] };
  side.held.set(id, held);
  side.quiet = undefined;
  if (endMs < state.endsMs) state.endsMs = endMs;
  // Whether a post-only order may stay is known only when a price has met it.
  if (stage === "waiting" || !terms.postOnly) tell(state, held, { kind: "accept" });
  const quote = quoteFor(side, held);
  if (stage === "arriving" && quote === quote) meet(state, side, held, quote);
}

/** A price for the notional of an order without a limit; before the first quote any notional will do. */
const priceNow = ({ bid, ask }: Side): number => (bid === bid ? (bid + ask) / 2 : Number.MAX_SAFE_INTEGER);

function amend(state: TouchState, side: Side, held: Held, change: Amendment): void {
  held.terms = { ...held.terms, ...change };
  side.quiet = undefined;
  if (held.terms.lots <= held.filled) {
    endHeld(state, side, held, { kind: "cancel", filledLots: held.filled });
    return;
  }
  held.level = change.triggerTicks ?? held.level;
  tell(state, held, { kind: "amend", at: termsOf(held) });
}

/** The terms at which an order is worked. */
function termsOf({ terms }: Held): Amendment {
  const { lots, limitTicks, triggerTicks }: OrderTerms = terms;
  return {
    lots,
    ...(limitTicks !== undefined && { limitTicks }),
    ...(triggerTicks !== undefined && { triggerTicks }),
  };
}

/** All that is known of an order: its fills, then how it stands or how it ended. */
function answer(state: TouchState, id: string, held: Held | undefined, askedMs: number): void {
  // Of a post-only order that no price has met yet the venue itself does not know whether it stands: it is asked again.
  if (held?.told.length === 0) return;
  const told = held?.told ?? state.ended.get(id);
  if (!told) {
    say(state, id, { kind: "absent", askedMs });
    return;
  }
  for (const report of told) if (report.kind === "fill") say(state, id, report);
  const last = told.at(-1);
  if (held) say(state, id, { kind: "accept", at: termsOf(held), askedMs });
  else if (last && last.kind !== "fill") say(state, id, last);
}
