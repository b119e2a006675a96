import { beta } from "../../core/distributions.ts";
import type { Random } from "../../core/random.ts";
import type { FeedEvent } from "../../ports.ts";
import { gridCount, gridValue } from "../../trade/grid.ts";
import { applyDepth } from "../book/apply-depth.ts";
import { bestTicks } from "../book/book.ts";
import { centreOn, quote, recover } from "../book/generated-depth.ts";
import { clearMarket, marketTrade, uncross } from "../book/market-depth.ts";
import { barPath } from "./bar-path.ts";
import type { Actor } from "./state.ts";
import { levelsOf } from "./trigger-book.ts";
import { endRest, settlePrints } from "./work.ts";

/** How market data makes the book where it gives no depth. */
export interface ObserveRules {
  /** Mean number of trades that a bar is played as, beside its corners. */
  readonly tradesPerBar: number;
  /** Parameters of the beta of which the part of a trade is drawn that reaches simulated orders. */
  readonly partialFill: { readonly a: number; readonly b: number } | undefined;
  readonly random: Random;
}

type Of<Kind extends FeedEvent["kind"]> = Extract<FeedEvent, { readonly kind: Kind }>;

/** Lets an actor see what its market says. Orders at rest trade, triggers are set off. */
export function observe(actor: Actor, rules: ObserveRules, event: Exclude<FeedEvent, Of<"timer">>): void {
  actor.nowMs = Math.max(actor.nowMs, event.ts);
  refresh(actor);
  switch (event.kind) {
    case "trade":
      if (!actor.stale) onTrade(actor, rules, event);
      break;
    case "quote":
      onQuote(actor, event);
      break;
    case "depth":
      onDepth(actor, event);
      break;
    case "gap":
      actor.generated = undefined;
      actor.stale = true;
      clearMarket(actor.book);
      break;
    case "bar":
      if (!actor.stale) onBar(actor, rules, event);
      break;
    case "status":
      onStatus(actor, event.status);
      break;
    case "funding":
      break;
  }
  settlePrints(actor);
}

/** Lets what was taken of a made book come back up to now. */
export function refresh(actor: Actor): void {
  const { book, generated, nowMs, rules } = actor;
  if (generated && !actor.halted) recover(book, generated, nowMs, rules.queue, actor.stamp);
}

/** Who took: as the market says; else by the side of the book that the price lies on (quote rule). */
function takerOf({ book }: Actor, ticks: number, told: "buy" | "sell" | undefined): 1 | -1 | 0 {
  if (told) return told === "buy" ? 1 : -1;
  const [bid, ask] = [bestTicks(book, 1), bestTicks(book, -1)];
  if (ticks >= ask) return 1;
  return ticks <= bid ? -1 : 0;
}

function onTrade(actor: Actor, rules: ObserveRules, { price, quantity, taker: told }: Of<"trade">): void {
  if (actor.halted || actor.delisted) return;
  const { instrument, book, prints, generated } = actor;
  const ticks = gridCount(instrument.tick, price, "nearest");
  const lots = gridCount(instrument.lot, quantity, "down");
  const { partialFill, random } = rules;
  const share = generated && partialFill ? beta(random, partialFill.a, partialFill.b) : 1;
  const taker = takerOf(actor, ticks, told);
  if (taker !== 0) marketTrade(book, taker, ticks, lots, share);
  else {
    // Within the spread: whoever took, what stands at better prices than that would have been met.
    marketTrade(book, 1, ticks, lots, share);
    marketTrade(book, -1, ticks, lots, share);
  }
  if (prints.at(-1) !== ticks) prints.push(ticks);
  if (generated) centreOn(book, generated, price, actor.rules.queue, ++actor.stamp);
}

function onQuote(actor: Actor, { bid, ask }: Of<"quote">): void {
  const { book, generated, rules } = actor;
  if (!generated || actor.halted || actor.delisted) return;
  quote(book, generated, bid, ask, rules.queue, ++actor.stamp);
  if (actor.lastTicks !== actor.lastTicks) {
    actor.prints.push(gridCount(actor.instrument.tick, (bid + ask) / 2, "nearest"));
  }
}

function onDepth(actor: Actor, { snapshot, bids, asks }: Of<"depth">): void {
  const { book } = actor;
  if (actor.generated || (snapshot && !actor.stale)) {
    // Recorded depth takes the place of a made one, and a snapshot that of all before.
    actor.generated = undefined;
    if (snapshot) clearMarket(book);
    else actor.stale = true;
  }
  if (snapshot) actor.stale = false;
  if (actor.stale || actor.delisted) return;
  const { instrument, rules } = actor;
  actor.stamp++;
  applyDepth(book, instrument, 1, bids, rules.queue, actor.stamp);
  applyDepth(book, instrument, -1, asks, rules.queue, actor.stamp);
  if (!actor.halted) actor.counts.crossed += uncross(book);
}

function onBar(actor: Actor, rules: ObserveRules, bar: Of<"bar">): void {
  const { tick } = actor.instrument;
  const levels = levelsOf(actor.triggers).map((ticks) => gridValue(tick, ticks));
  for (const { price, quantity } of barPath(rules.random, bar, rules.tradesPerBar, levels)) {
    onTrade(actor, rules, { kind: "trade", ts: bar.ts, symbol: bar.symbol, price, quantity });
    settlePrints(actor);
  }
}

function onStatus(actor: Actor, status: Of<"status">["status"]): void {
  actor.halted = status === "halted";
  if (status === "trading") {
    actor.counts.crossed += uncross(actor.book);
    return;
  }
  if (status !== "delisted") return;
  actor.delisted = true;
  for (const held of [...actor.open]) endRest(actor, held);
  clearMarket(actor.book);
}
