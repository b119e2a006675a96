import { type Book, link, remove, sideOf, unlink } from "./book.ts";
import { market, reduceOnly } from "./pool.ts";

/** What becomes of an order that meets one of the same owner; `decrement` lets both lose the smaller of them. */
export const selfTradeModes = ["none", "expire-taker", "expire-maker", "expire-both", "decrement"] as const;
export type SelfTradeMode = (typeof selfTradeModes)[number];

/** What a taker came to. */
export interface Take {
  /** Lots that it has left. */
  left: number;
  /** Whether it met its own owner's order and must not go on, nor rest. */
  stopped: boolean;
}

/**
 * Lets a taker walk the other side, best price first and oldest order first, up to its limit in ticks (infinite for a
 * market order). `sign` is +1 for a buyer. `take` is written over: it holds the lots that it wants and then what it has
 * left.
 */
export function match(
  book: Book,
  sign: 1 | -1,
  limitTicks: number,
  owner: number,
  mode: SelfTradeMode,
  take: Take,
): void {
  const ladder = sideOf(book, -sign);
  const { levels } = book;
  take.stopped = false;
  // Keys of the other side fall away from its best: -sign * price is at least -sign * limit where it is in reach.
  const bound = -sign * limitTicks;
  while (take.left > 0 && !take.stopped && ladder.count > 0) {
    const key = ladder.keys[ladder.count - 1]!;
    if (key < bound) return;
    meet(book, levels.head[ladder.ids[ladder.count - 1]!]!, owner, mode, take);
  }
}

/** A taker meets the oldest order of the best level. */
function meet(book: Book, maker: number, owner: number, mode: SelfTradeMode, take: Take): void {
  const { orders, listener } = book;
  const own = owner !== market && orders.owner[maker] === owner;
  if (own && mode !== "none") {
    meetSelf(book, maker, mode, take);
    return;
  }
  let most = orders.shown[maker]!;
  if (orders.flags[maker]! & reduceOnly) {
    const allowed = listener.reducible(maker);
    if (allowed <= 0) {
      leave(book, maker, "reduce-only");
      return;
    }
    most = Math.min(most, allowed);
  }
  const lots = Math.min(take.left, most);
  take.left -= lots;
  listener.traded(maker, lots, book.levels.ticks[orders.level[maker]!]!);
  consume(book, maker, lots);
}

/** Takes lots off the shown part of an order; an iceberg shows its next part behind all others. */
export function consume(book: Book, order: number, lots: number): void {
  const { orders, levels } = book;
  const level = orders.level[order]!;
  orders.shown[order]! -= lots;
  levels.shown[level]! -= lots;
  if (orders.owner[order] === market) levels.market[level]! -= lots;
  if (orders.shown[order]! > 0) return;
  const hidden = orders.hidden[order]!;
  if (hidden === 0) {
    leave(book, order, "filled");
    return;
  }
  const shown = Math.min(orders.display[order]!, hidden);
  orders.shown[order] = shown;
  orders.hidden[order] = hidden - shown;
  levels.shown[level]! += shown;
  unlink(book, order);
  link(book, order, level);
}

function leave(book: Book, order: number, why: "filled" | "self-trade" | "reduce-only"): void {
  const { owner } = book.orders;
  const simulated = owner[order] !== market;
  remove(book, order);
  if (simulated) book.listener.gone(order, why);
}

function meetSelf(book: Book, maker: number, mode: SelfTradeMode, take: Take): void {
  if (mode === "decrement") {
    const lots = Math.min(take.left, book.orders.shown[maker]!);
    take.left -= lots;
    book.listener.decremented(maker, lots);
    consume(book, maker, lots);
    return;
  }
  if (mode !== "expire-taker") leave(book, maker, "self-trade");
  if (mode !== "expire-maker") take.stopped = true;
}

/**
 * Lots that a taker would find up to its limit, no more than it wants: what a fill-or-kill order asks for. Lots that an
 * iceberg hides count; those of its own owner only where they would trade; of a reduce-only order only what its owner
 * would still have to reduce then, and of a reduce-only iceberg only what it shows.
 */
export function fillable(
  book: Book,
  sign: 1 | -1,
  limitTicks: number,
  lots: number,
  owner: number,
  mode: SelfTradeMode,
): number {
  const { keys, ids, count } = sideOf(book, -sign);
  const { orders, levels } = book;
  const bound = -sign * limitTicks;
  const claimed: Claims = { byOwner: undefined };
  let found = 0;
  for (let k = count - 1; k >= 0 && keys[k]! >= bound && found < lots; k--) {
    // What icebergs hide at a price comes behind all that is shown there, an order of the taker's own included.
    let hidden = 0;
    for (let order = levels.head[ids[k]!]!; order !== -1 && found < lots; order = orders.next[order]!) {
      if (mode !== "none" && owner !== market && orders.owner[order] === owner) {
        if (mode === "expire-maker") continue;
        return found;
      }
      const all = offered(book, order, claimed);
      const shown = Math.min(all, orders.shown[order]!);
      found += shown;
      hidden += all - shown;
    }
    found += hidden;
  }
  return Math.min(found, lots);
}

/** Lots that simulated owners would have traded so far. */
interface Claims {
  byOwner: Map<number, number> | undefined;
}

function offered({ orders, listener }: Book, order: number, claims: Claims): number {
  const owner = orders.owner[order]!;
  const all = orders.shown[order]! + orders.hidden[order]!;
  if (owner === market) return all;
  claims.byOwner ??= new Map();
  const before = claims.byOwner.get(owner) ?? 0;
  const lots =
    orders.flags[order]! & reduceOnly
      ? Math.min(orders.shown[order]!, Math.max(0, listener.reducible(order) - before))
      : all;
  claims.byOwner.set(owner, before + lots);
  return lots;
}
