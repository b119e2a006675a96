import type { Random } from "../../core/random.ts";
import type { Instrument } from "../../trade/instrument.ts";
import { endOfTerms, isConditional, type OrderTerms } from "../../trade/order-terms.ts";
import type { Amendment } from "../../trade/order-transitions.ts";
import { followTicks, setsOff } from "../../trade/trigger.ts";
import { createBook, cut } from "../book/book.ts";
import type { DepthProfile } from "../book/depth-profile.ts";
import { createGeneratedDepth } from "../book/generated-depth.ts";
import { type Refusal, refusal } from "../limits/refusal.ts";
import { refresh } from "./observe.ts";
import { type Actor, type ActorHooks, type ActorRules, type Held, leftOf, tell } from "./state.ts";
import { createTriggerBook, forget, holdBack } from "./trigger-book.ts";
import {
  bookListener,
  end,
  endRest,
  execute,
  letLeave,
  queueAgain,
  settlePrints,
  wouldTake,
} from "./work.ts";

/** A symbol without orders, whose book is made by a profile until recorded depth comes. */
export function createActor(
  instrument: Instrument,
  profile: DepthProfile,
  random: Random,
  rules: ActorRules,
  hooks: ActorHooks,
): Actor {
  const actor: Actor = {
    instrument,
    book: createBook(bookListener(() => actor)),
    bySlot: [],
    triggers: createTriggerBook(),
    open: new Set(),
    nextEndMs: Number.POSITIVE_INFINITY,
    positions: [],
    lastTicks: Number.NaN,
    prints: [],
    leaving: [],
    taker: undefined,
    take: { left: 0, stopped: false },
    generated: createGeneratedDepth(instrument, profile, random),
    stale: false,
    halted: false,
    delisted: false,
    stamp: 0,
    nowMs: Number.NEGATIVE_INFINITY,
    rules,
    hooks,
    counts: { trades: 0, crossed: 0 },
  };
  return actor;
}

/** An order that is about to be placed. */
export const newHeld = (
  owner: number,
  id: string,
  number: number,
  terms: OrderTerms,
  nowMs: number,
): Held => ({
  owner,
  id,
  number,
  placedMs: nowMs,
  terms,
  filled: 0,
  lost: 0,
  lostTold: 0,
  fills: 0,
  turnover: 0,
  stage: "resting",
  end: undefined,
  slot: -1,
  level: terms.triggerTicks,
  endMs: endOfTerms(terms, nowMs),
  updatedMs: nowMs,
  sibling: undefined,
  told: [],
});

/** Lets time pass up to a moment: orders whose time is over end, and depth that was taken comes back. */
export function passTime(actor: Actor, nowMs: number): void {
  if (!(nowMs > actor.nowMs)) return;
  actor.nowMs = nowMs;
  if (nowMs >= actor.nextEndMs) expire(actor);
  refresh(actor);
}

function expire(actor: Actor): void {
  let next = Number.POSITIVE_INFINITY;
  for (const held of actor.open) {
    if (held.endMs > actor.nowMs) next = Math.min(next, held.endMs);
    else end(actor, held, "expired", { kind: "expire", filledLots: held.filled });
  }
  actor.nextEndMs = next;
  letLeave(actor);
}

/** Places an order that passed all checks, and lets it trade. */
export function placeHeld(actor: Actor, held: Held): void {
  passTime(actor, held.placedMs);
  actor.open.add(held);
  actor.nextEndMs = Math.min(actor.nextEndMs, held.endMs);
  const conditional = isConditional(held.terms);
  if (held.terms.postOnly && !conditional && wouldTake(actor, held.terms)) {
    // What was accepted once cannot be rejected any more.
    end(actor, held, "rejected", { kind: "reject", reason: "post-only" });
    return;
  }
  tell(actor, held, { kind: "accept" });
  const { lastTicks, triggers } = actor;
  if (!conditional) execute(actor, held);
  else if (isSetOff(actor, held)) {
    tell(actor, held, { kind: "trigger" });
    execute(actor, held);
  } else {
    held.stage = "waiting";
    if (held.terms.kind === "trailing-stop" && lastTicks === lastTicks) {
      held.level = followTicks(held.terms, held.level, lastTicks);
    }
    holdBack(triggers, held);
  }
  settlePrints(actor);
}

/** Whether the last price sets a conditional order off as it comes. */
export const isSetOff = ({ lastTicks }: Actor, { terms }: Pick<Held, "terms">): boolean =>
  terms.triggerTicks !== undefined &&
  lastTicks === lastTicks &&
  setsOff(terms, terms.triggerTicks, lastTicks);

/** Takes an order back. */
export function cancelHeld(actor: Actor, held: Held, nowMs: number): void {
  passTime(actor, nowMs);
  if (held.end === undefined) endRest(actor, held, "cancelled");
  letLeave(actor);
}

/**
 * Changes an order. One that asks for fewer lots at the same price keeps its place; any other change queues again. One
 * that asks for no more than has filled ends.
 */
export function amendHeld(actor: Actor, held: Held, change: Amendment, nowMs: number): Refusal | undefined {
  passTime(actor, nowMs);
  if (held.end !== undefined) return refusal("unknown-order", `order ${held.id} has ended`);
  const terms = { ...held.terms, ...change };
  for (const field of ["limitTicks", "triggerTicks"] as const) {
    if (change[field] !== undefined && held.terms[field] === undefined) {
      return refusal("terms", `a ${held.terms.kind} order has no ${field} to change`);
    }
  }
  if (terms.postOnly && held.stage !== "waiting" && wouldTake(actor, terms)) {
    return refusal("post-only", "the changed order would take liquidity");
  }
  const moved = change.limitTicks !== undefined && change.limitTicks !== held.terms.limitTicks;
  const grown = terms.lots > held.terms.lots;
  if (terms.lots <= held.filled + held.lost) {
    endRest(actor, held, "cancelled");
    letLeave(actor);
    return undefined;
  }
  held.terms = terms;
  held.updatedMs = nowMs;
  tell(actor, held, { kind: "amend", at: termsOf(held) });
  held.lostTold = held.lost;
  if (held.stage === "waiting") changeLevel(actor, held, change.triggerTicks);
  else if (moved || grown) queueAgain(actor, held);
  else if (held.slot >= 0) cut(actor.book, held.slot, leftOf(held));
  settlePrints(actor);
  return undefined;
}

function changeLevel(actor: Actor, held: Held, triggerTicks: number | undefined): void {
  if (triggerTicks === undefined) return;
  forget(actor.triggers, held);
  held.level = triggerTicks;
  if (isSetOff(actor, held)) {
    held.stage = "resting";
    tell(actor, held, { kind: "trigger" });
    execute(actor, held);
  } else holdBack(actor.triggers, held);
}

/** The terms at which an order is worked. */
export function termsOf({ terms, lost }: Held): Amendment {
  const { lots, limitTicks, triggerTicks } = terms;
  return {
    lots: lots - lost,
    ...(limitTicks !== undefined && { limitTicks }),
    ...(triggerTicks !== undefined && { triggerTicks }),
  };
}
