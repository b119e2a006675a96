import type { Random } from "../../core/random.ts";
import { type Book, closeLevel, link, newLevel, remove, sideOf, unlink } from "./book.ts";
import { placeOf } from "./ladder.ts";
import { consume } from "./match.ts";
import { freeSlot, market, reduceOnly, takeSlot } from "./pool.ts";

/**
 * Where a simulated order stands in the queue of a price whose market size alone is known.
 *
 * - `pessimistic`: behind everything that the market shows there, what comes later included. It fills once trades have
 *   gone through all of that.
 * - `trades`: behind what was there when it came. Trades move it up; what is cancelled is taken to stand behind it, as
 *   far as there is that much.
 * - `probabilistic`: as `trades`, but what is cancelled stood before or behind it by chance: behind with probability
 *   b^n / (a^n + b^n), where a lots stand before it and b behind, and n is `power`.
 */
export const queueModes = ["pessimistic", "probabilistic", "trades"] as const;
export type QueueMode = (typeof queueModes)[number];

export interface QueueRule {
  readonly mode: QueueMode;
  readonly power: number;
  readonly random: Random;
}

/** Sets the lots that the market shows at a price; `stamp` rises with each batch of changes. */
export function setMarket(
  book: Book,
  sign: 1 | -1,
  ticks: number,
  lots: number,
  rule: QueueRule,
  stamp: number,
): void {
  const { levels, orders } = book;
  const ladder = sideOf(book, sign);
  const place = placeOf(ladder, sign * ticks);
  const found = place < ladder.count && ladder.keys[place] === sign * ticks;
  if (!found && lots === 0) return;
  const level = found ? ladder.ids[place]! : newLevel(book, ladder, place, ticks);
  levels.stamp[level] = stamp;
  const change = lots - levels.market[level]!;
  if (change > 0) addMarket(book, level, change, rule.mode === "pessimistic");
  else if (change < 0) {
    const only = levels.head[level]!;
    // Nearly always the market is alone there.
    if (only === levels.tail[level]! && lots > 0) {
      orders.shown[only]! += change;
      levels.shown[level]! += change;
      levels.market[level]! += change;
    } else cancelMarket(book, level, -change, rule);
  }
}

/** The market's lots join the end of the queue, or its beginning. */
function addMarket(book: Book, level: number, lots: number, first: boolean): void {
  const { levels, orders } = book;
  const end = first ? levels.head[level]! : levels.tail[level]!;
  levels.shown[level]! += lots;
  levels.market[level]! += lots;
  if (end !== -1 && orders.owner[end] === market) {
    orders.shown[end]! += lots;
    return;
  }
  const order = takeSlot(orders);
  orders.shown[order] = lots;
  orders.hidden[order] = 0;
  orders.display[order] = 0;
  orders.owner[order] = market;
  orders.flags[order] = 0;
  link(book, order, level, first);
}

/** The market cancels lots at a price: from the end of the queue, or by chance also nearer its beginning. */
function cancelMarket(book: Book, level: number, lots: number, rule: QueueRule): void {
  const { levels, orders } = book;
  const all = levels.market[level]!;
  let left = lots;
  let ahead = all;
  const byChance = rule.mode === "probabilistic" && lots < all;
  for (let order = levels.tail[level]!; order !== -1 && left > 0; ) {
    const before = orders.before[order]!;
    if (orders.owner[order] === market) {
      const here = orders.shown[order]!;
      ahead -= here;
      // No more may be left over than stands before it.
      const least = Math.max(0, left - ahead);
      const wanted = byChance ? shareOf(left, here, ahead, rule) : left;
      left -= takeMarket(book, order, Math.min(here, Math.max(least, wanted)));
    }
    order = before;
  }
  closeLevel(book, level);
}

/** Of lots that are cancelled, those that stood in the part behind, rounded by chance. */
function shareOf(lots: number, behind: number, ahead: number, { power, random }: QueueRule): number {
  if (ahead === 0) return lots;
  const weight = behind ** power;
  const share = (lots * weight) / (weight + ahead ** power);
  const whole = Math.floor(share);
  return random() < share - whole ? whole + 1 : whole;
}

/** Takes lots off a part of the market and lets it go once it is empty; the level stays. Returns the lots. */
function takeMarket(book: Book, order: number, lots: number): number {
  const { levels, orders } = book;
  const level = orders.level[order]!;
  orders.shown[order]! -= lots;
  levels.shown[level]! -= lots;
  levels.market[level]! -= lots;
  if (orders.shown[order] === 0) {
    unlink(book, order);
    freeSlot(orders, order);
  }
  return lots;
}

/** Takes everything of the market out of the book; simulated orders stay. */
export function clearMarket(book: Book): void {
  for (const ladder of [book.bids, book.asks]) {
    for (let place = ladder.count - 1; place >= 0; place--) {
      const level = ladder.ids[place]!;
      dropMarket(book, level);
    }
  }
}

function dropMarket(book: Book, level: number): void {
  const { levels, orders } = book;
  for (let order = levels.head[level]!; order !== -1; ) {
    const next = orders.next[order]!;
    if (orders.owner[order] === market) takeMarket(book, order, orders.shown[order]!);
    order = next;
  }
  closeLevel(book, level);
}

/**
 * A trade of the market's at a price, whose taker sold (-1) or bought (+1) so many lots. Simulated orders that it would
 * have met first, because their price is better, trade at their own; at the price itself it works off the queue. What of
 * the market still stands at better prices was not there. Of the lots that get as far as the first simulated order only
 * `share` do, where others are taken to have traded the rest. Returns the lots that simulated orders got.
 */
export function marketTrade(book: Book, taker: 1 | -1, ticks: number, lots: number, share = 1): number {
  const { levels, orders } = book;
  const ladder = sideOf(book, -taker);
  const bound = -taker * ticks;
  let [left, got] = [lots, 0];
  const fill = (order: number, most: number): void => {
    if (got === 0) left = Math.round(left * share);
    const allowed = book.orders.flags[order]! & reduceOnly ? book.listener.reducible(order) : most;
    const traded = Math.min(left, most, allowed);
    if (traded > 0) {
      left -= traded;
      got += traded;
      book.listener.traded(order, traded, levels.ticks[orders.level[order]!]!);
      consume(book, order, traded);
    } else if (left > 0) {
      remove(book, order);
      book.listener.gone(order, "reduce-only");
    }
  };
  while (left > 0 && ladder.count > 0 && ladder.keys[ladder.count - 1]! >= bound) {
    const level = ladder.ids[ladder.count - 1]!;
    const head = levels.head[level]!;
    if (orders.owner[head] !== market) fill(head, orders.shown[head]!);
    else if (levels.ticks[level] === ticks) {
      const traded = Math.min(left, orders.shown[head]!);
      left -= traded;
      consume(book, head, traded);
    } else {
      takeMarket(book, head, orders.shown[head]!);
      closeLevel(book, level);
    }
  }
  return got;
}

/**
 * Undoes a crossing after the market has changed. A simulated order that the market has come to trades at its own
 * price, as it was there before; of two levels of the market the older is no longer there. Returns how many such.
 */
export function uncross(book: Book): number {
  const { bids, asks, levels, orders } = book;
  let stale = 0;
  while (bids.count > 0 && asks.count > 0 && bids.keys[bids.count - 1]! >= -asks.keys[asks.count - 1]!) {
    const [bid, ask] = [bids.ids[bids.count - 1]!, asks.ids[asks.count - 1]!];
    const [buyer, seller] = [levels.head[bid]!, levels.head[ask]!];
    const [bidIsMarket, askIsMarket] = [orders.owner[buyer] === market, orders.owner[seller] === market];
    if (bidIsMarket && askIsMarket) {
      stale++;
      dropMarket(book, levels.stamp[bid]! < levels.stamp[ask]! ? bid : ask);
    } else if (bidIsMarket) crossWith(book, seller, buyer);
    else if (askIsMarket) crossWith(book, buyer, seller);
    else return stale;
  }
  return stale;
}

/** A simulated order trades with the market's on the other side, at its own price. */
function crossWith(book: Book, order: number, other: number): void {
  const { orders, levels, listener } = book;
  const allowed = orders.flags[order]! & reduceOnly ? listener.reducible(order) : Number.POSITIVE_INFINITY;
  const lots = Math.min(orders.shown[order]!, orders.shown[other]!, allowed);
  if (lots > 0) {
    listener.traded(order, lots, levels.ticks[orders.level[order]!]!);
    consume(book, other, lots);
    consume(book, order, lots);
  } else {
    remove(book, order);
    listener.gone(order, "reduce-only");
  }
}
