import { createLadder, insertLevel, type Ladder, placeOf, removeLevel } from "./ladder.ts";
import { createLevels, createOrders, freeSlot, type Levels, market, type Orders, takeSlot } from "./pool.ts";

/** What a book tells whoever owns it. Orders are told by number, which is used again once they are gone. */
export interface BookListener {
  /** An order that rested traded at its price; of a trade with an order of its own owner nothing is told. */
  readonly traded: (order: number, lots: number, ticks: number) => void;
  /** An order has nothing left, or was taken out because its owner would have traded with itself. */
  readonly gone: (order: number, why: "filled" | "self-trade" | "reduce-only") => void;
  /** Lots that met each other without a trade, because both sides have one owner. */
  readonly decremented: (order: number, lots: number) => void;
  /** Lots that a reduce-only order may trade now. */
  readonly reducible: (order: number) => number;
}

/**
 * An order book of one symbol with price-time priority, prices in whole ticks and sizes in whole lots. Its arrays are
 * changed by the functions of this folder alone.
 */
export interface Book {
  readonly bids: Ladder;
  readonly asks: Ladder;
  readonly orders: Orders;
  readonly levels: Levels;
  readonly listener: BookListener;
}

export const createBook = (listener: BookListener): Book => ({
  bids: createLadder(1),
  asks: createLadder(-1),
  orders: createOrders(),
  levels: createLevels(),
  listener,
});

export const sideOf = (book: Book, sign: number): Ladder => (sign > 0 ? book.bids : book.asks);

/** Best price of a side in ticks; NaN where it is empty. */
export function bestTicks(book: Book, sign: number): number {
  const { keys, count } = sideOf(book, sign);
  return count === 0 ? Number.NaN : keys[count - 1]! * sign;
}

/** The level of a side at a price, made if there is none. */
export function openLevel(book: Book, sign: 1 | -1, ticks: number): number {
  const ladder = sideOf(book, sign);
  const key = sign * ticks;
  const place = placeOf(ladder, key);
  if (place < ladder.count && ladder.keys[place] === key) return ladder.ids[place]!;
  return newLevel(book, ladder, place, ticks);
}

/** A level without orders at a place of a side where there is none. */
export function newLevel(book: Book, ladder: Ladder, place: number, ticks: number): number {
  const { levels } = book;
  const level = takeSlot(levels);
  levels.ticks[level] = ticks;
  levels.sign[level] = ladder.sign;
  levels.head[level] = -1;
  levels.tail[level] = -1;
  levels.shown[level] = 0;
  levels.market[level] = 0;
  levels.stamp[level] = 0;
  insertLevel(ladder, place, ladder.sign * ticks, level);
  return level;
}

/** Lets a level go that has no orders. */
export function closeLevel(book: Book, level: number): void {
  const { levels } = book;
  if (levels.head[level] !== -1) return;
  const sign = levels.sign[level]!;
  const ladder = sideOf(book, sign);
  removeLevel(ladder, placeOf(ladder, sign * levels.ticks[level]!));
  freeSlot(levels, level);
}

/** Puts an order behind all others of its level, or, with `first`, before them. */
export function link(book: Book, order: number, level: number, first = false): void {
  const { orders, levels } = book;
  orders.level[order] = level;
  const other = first ? levels.head[level]! : levels.tail[level]!;
  if (first) {
    orders.before[order] = -1;
    orders.next[order] = other;
    levels.head[level] = order;
    if (other === -1) levels.tail[level] = order;
    else orders.before[other] = order;
  } else {
    orders.next[order] = -1;
    orders.before[order] = other;
    levels.tail[level] = order;
    if (other === -1) levels.head[level] = order;
    else orders.next[other] = order;
  }
}

/** Takes an order out of the list of its level. */
export function unlink({ orders, levels }: Book, order: number): void {
  const level = orders.level[order]!;
  const [before, next] = [orders.before[order]!, orders.next[order]!];
  if (before === -1) levels.head[level] = next;
  else orders.next[before] = next;
  if (next === -1) levels.tail[level] = before;
  else orders.before[next] = before;
}

/** A new order at the end of its price's queue; `display` is 0 unless only so many lots are to be shown at a time. */
export function rest(
  book: Book,
  sign: 1 | -1,
  ticks: number,
  lots: number,
  owner: number,
  display = 0,
  flags = 0,
): number {
  const { orders, levels } = book;
  const level = openLevel(book, sign, ticks);
  const order = takeSlot(orders);
  const shown = display > 0 && display < lots ? display : lots;
  orders.shown[order] = shown;
  orders.hidden[order] = lots - shown;
  orders.display[order] = display;
  orders.owner[order] = owner;
  orders.flags[order] = flags;
  link(book, order, level);
  levels.shown[level]! += shown;
  if (owner === market) levels.market[level]! += shown;
  return order;
}

/** Takes an order out of the book. */
export function remove(book: Book, order: number): void {
  const { orders, levels } = book;
  const level = orders.level[order]!;
  const shown = orders.shown[order]!;
  levels.shown[level]! -= shown;
  if (orders.owner[order] === market) levels.market[level]! -= shown;
  unlink(book, order);
  freeSlot(orders, order);
  closeLevel(book, level);
}

export const lotsLeft = ({ orders }: Book, order: number): number =>
  orders.shown[order]! + orders.hidden[order]!;
export const ticksOf = ({ orders, levels }: Book, order: number): number =>
  levels.ticks[orders.level[order]!]!;

/**
 * Cuts an order down to fewer lots, which keeps its place: hidden lots go first. Lots of more would have to queue again:
 * remove and rest.
 */
export function cut(book: Book, order: number, lots: number): void {
  const { orders, levels } = book;
  const shown = Math.min(orders.shown[order]!, lots);
  const level = orders.level[order]!;
  levels.shown[level]! += shown - orders.shown[order]!;
  if (orders.owner[order] === market) levels.market[level]! += shown - orders.shown[order]!;
  orders.shown[order] = shown;
  orders.hidden[order] = lots - shown;
}

/** Lots that a side shows at a price. */
export function shownAt(book: Book, sign: 1 | -1, ticks: number): number {
  const ladder = sideOf(book, sign);
  const place = placeOf(ladder, sign * ticks);
  const found = place < ladder.count && ladder.keys[place] === sign * ticks;
  return found ? book.levels.shown[ladder.ids[place]!]! : 0;
}

/** The best levels of a side, best first, as price in ticks and shown lots. */
export function depthOf(book: Book, sign: 1 | -1, most: number): (readonly [ticks: number, lots: number])[] {
  const { ids, count } = sideOf(book, sign);
  const { ticks, shown } = book.levels;
  return Array.from({ length: Math.min(most, count) }, (_, k) => {
    const level = ids[count - 1 - k]!;
    return [ticks[level]!, shown[level]!] as const;
  });
}
