import { priceOfTicks } from "../../trade/instrument.ts";
import type { OrderTerms } from "../../trade/order-terms.ts";
import { bestTicks, remove, rest } from "../book/book.ts";
import { noteTaken } from "../book/generated-depth.ts";
import { fillable, match } from "../book/match.ts";
import { reduceOnly } from "../book/pool.ts";
import { type Actor, type Held, leftOf, type Report, reducibleLots, signOf, tell } from "./state.ts";
import { forget, setOff } from "./trigger-book.ts";

/** Lets an order go that is open, after a last word unless its fills said all. */
export function end(actor: Actor, held: Held, how: NonNullable<Held["end"]>, report?: Report): void {
  if (held.stage === "ended") return;
  if (held.slot >= 0) {
    const { slot } = held;
    letGo(actor, held);
    remove(actor.book, slot);
  } else if (held.stage === "waiting") forget(actor.triggers, held);
  held.stage = "ended";
  held.end = how;
  held.updatedMs = actor.nowMs;
  actor.open.delete(held);
  if (report) tell(actor, held, report);
  actor.hooks.ended(held);
}

/** Forgets where an order rests; the book lets it go itself. */
function letGo(actor: Actor, held: Held): void {
  actor.bySlot[held.slot] = undefined;
  held.slot = -1;
}

/** Ends what is left of an order: without its owner's doing, unless `how` says that it cancelled. */
export const endRest = (actor: Actor, held: Held, how: "expired" | "cancelled" = "expired"): void =>
  end(actor, held, how, { kind: "cancel", filledLots: held.filled });

/** Books a fill of an order and says so; the last one ends it. */
export function fill(
  actor: Actor,
  held: Held,
  lots: number,
  ticks: number,
  liquidity: "maker" | "taker",
): void {
  held.filled += lots;
  held.fills += 1;
  held.turnover += lots * ticks;
  held.updatedMs = actor.nowMs;
  actor.positions[held.owner] = (actor.positions[held.owner] ?? 0) + signOf(held.terms) * lots;
  const fee = actor.hooks.book(actor, held, lots, ticks, liquidity);
  const price = priceOfTicks(actor.instrument, ticks);
  const fillId = `${held.number}-${held.fills}`;
  tell(actor, held, { kind: "fill", fillId, lots, price, liquidity, ts: actor.nowMs }, fee);
}

/** What the book tells of orders at rest. */
export const bookListener = (actorOf: () => Actor) => ({
  traded: (order: number, lots: number, ticks: number): void => {
    const actor = actorOf();
    const { taker, prints } = actor;
    const maker = actor.bySlot[order];
    actor.counts.trades++;
    if (maker) fill(actor, maker, lots, ticks, "maker");
    if (taker) fill(actor, taker, lots, ticks, "taker");
    if (prints.at(-1) !== ticks) prints.push(ticks);
  },
  gone: (order: number, why: "filled" | "self-trade" | "reduce-only"): void => {
    const actor = actorOf();
    const held = actor.bySlot[order]!;
    letGo(actor, held);
    if (why === "filled") endDone(actor, held);
    else endRest(actor, held);
  },
  decremented: (order: number, lots: number): void => {
    const actor = actorOf();
    for (const held of [actor.bySlot[order], actor.taker]) if (held) held.lost += lots;
  },
  reducible: (order: number): number => {
    const actor = actorOf();
    return reducibleLots(actor, actor.bySlot[order]!);
  },
});

/** Ends an order that has nothing left: its fills said so, unless it lost lots to its own account that were not told. */
function endDone(actor: Actor, held: Held): void {
  if (held.filled === held.terms.lots - held.lostTold) end(actor, held, "filled");
  else endRest(actor, held);
}

/** Whether an order would find something to take now. */
export function wouldTake({ book }: Actor, terms: OrderTerms): boolean {
  const sign = signOf(terms);
  return sign * ((terms.limitTicks ?? sign * Number.POSITIVE_INFINITY) - bestTicks(book, -sign)) >= 0;
}

/** A live order takes what it can reach; then it rests or goes. */
export function execute(actor: Actor, held: Held): void {
  const { book, rules, take } = actor;
  const { terms, owner } = held;
  const sign = signOf(terms);
  const limit = terms.limitTicks ?? sign * Number.POSITIVE_INFINITY;
  const most = terms.reduceOnly ? Math.min(leftOf(held), reducibleLots(actor, held)) : leftOf(held);
  held.stage = "resting";
  const crosses = wouldTake(actor, terms);
  if (terms.postOnly && crosses) {
    if (held.filled > 0) endRest(actor, held);
    else end(actor, held, "rejected", { kind: "reject", reason: "post-only" });
    return;
  }
  if (most === 0) {
    endRest(actor, held);
    return;
  }
  const { selfTrade } = rules;
  if (
    terms.tif === "fok" &&
    (most < leftOf(held) || fillable(book, sign, limit, most, owner, selfTrade) < most)
  ) {
    endRest(actor, held);
    return;
  }
  if (crosses) {
    actor.taker = held;
    take.left = most;
    match(book, sign, limit, owner, selfTrade, take);
    actor.taker = undefined;
    if (take.left < most) actor.hooks.impact(actor, sign * (most - take.left));
    if (actor.generated) noteTaken(book, actor.generated, -sign as 1 | -1);
  } else take.stopped = false;
  if (leftOf(held) === 0) endDone(actor, held);
  else if (rests(held) && !take.stopped && !(terms.reduceOnly && reducibleLots(actor, held) === 0)) {
    restAt(actor, held, limit);
  } else endRest(actor, held);
}

const rests = ({ terms }: Held): boolean =>
  terms.limitTicks !== undefined && terms.tif !== "ioc" && terms.tif !== "fok";

function restAt(actor: Actor, held: Held, ticks: number): void {
  const { terms, owner } = held;
  const flags = terms.reduceOnly ? reduceOnly : 0;
  const slot = rest(actor.book, signOf(terms), ticks, leftOf(held), owner, terms.displayLots ?? 0, flags);
  held.slot = slot;
  actor.bySlot[slot] = held;
}

/** Cancels the siblings of orders that have traded, been set off or ended. */
export function letLeave(actor: Actor): void {
  for (let held = actor.leaving.pop(); held; held = actor.leaving.pop()) {
    if (held.end === undefined) endRest(actor, held);
  }
}

/** Lets the triggers see the prices of all trades since, and the orders that they set off trade, until all is quiet. */
export function settlePrints(actor: Actor): void {
  const { prints, triggers } = actor;
  letLeave(actor);
  for (let k = 0; k < prints.length; k++) {
    const ticks = prints[k]!;
    actor.lastTicks = ticks;
    const off = setOff(triggers, ticks);
    for (const held of off) held.stage = "resting";
    for (const held of off) {
      if (held.end !== undefined) continue;
      tell(actor, held, { kind: "trigger" });
      letLeave(actor);
      execute(actor, held);
      letLeave(actor);
    }
  }
  prints.length = 0;
}

/** Takes an order out of the book to let it queue again, with other terms. */
export function queueAgain(actor: Actor, held: Held): void {
  if (held.slot >= 0) {
    const { slot } = held;
    letGo(actor, held);
    remove(actor.book, slot);
  }
  execute(actor, held);
}
