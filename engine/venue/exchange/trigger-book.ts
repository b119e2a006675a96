import { followTicks, setsOff } from "../../trade/trigger.ts";
import type { Held } from "./state.ts";

/**
 * Orders that wait for a trigger. Those that a rise sets off stand by rising level, those that a fall sets off by
 * falling level, so that a price looks at what it sets off alone; trailing ones are looked at each time, as they follow.
 */
export interface TriggerBook {
  readonly rising: Held[];
  readonly falling: Held[];
  readonly trailing: Held[];
}

export const createTriggerBook = (): TriggerBook => ({ rising: [], falling: [], trailing: [] });

const rises = ({ terms }: Held): boolean => (terms.side === "buy") !== (terms.kind === "take-profit");

/** The list of an order, and the sign with which levels rise along it. */
function listOf(book: TriggerBook, held: Held): readonly [list: Held[], sign: 1 | -1] {
  return rises(held) ? [book.rising, 1] : [book.falling, -1];
}

/** The place behind all orders whose level comes before, or is the same and came earlier. */
function placeIn(list: readonly Held[], sign: 1 | -1, held: Held): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = list[middle]!;
    const order = sign * (other.level! - held.level!) || other.number - held.number;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lets an order wait for its trigger. */
export function holdBack(book: TriggerBook, held: Held): void {
  if (held.terms.kind === "trailing-stop") {
    book.trailing.push(held);
    return;
  }
  const [list, sign] = listOf(book, held);
  list.splice(placeIn(list, sign, held), 0, held);
}

/** Takes an order out that waits. */
export function forget(book: TriggerBook, held: Held): void {
  if (held.terms.kind === "trailing-stop") {
    book.trailing.splice(book.trailing.indexOf(held), 1);
    return;
  }
  const [list, sign] = listOf(book, held);
  list.splice(placeIn(list, sign, held), 1);
}

/**
 * The orders that a price sets off, in the order in which they were placed; they are taken out. A trailing stop is set
 * off by its level of before, and follows then: no price sets off what it has just moved.
 */
export function setOff(book: TriggerBook, ticks: number): Held[] {
  const { rising, falling, trailing } = book;
  let up = 0;
  while (up < rising.length && rising[up]!.level! <= ticks) up++;
  let down = 0;
  while (down < falling.length && falling[down]!.level! >= ticks) down++;
  if (up === 0 && down === 0 && trailing.length === 0) return none;
  const off = [...rising.splice(0, up), ...falling.splice(0, down)];
  for (let k = 0; k < trailing.length; ) {
    const held = trailing[k]!;
    if (held.level !== undefined && setsOff(held.terms, held.level, ticks)) {
      off.push(held);
      trailing.splice(k, 1);
      continue;
    }
    held.level = followTicks(held.terms, held.level, ticks);
    k++;
  }
  return off.sort((a, b) => a.number - b.number);
}

const none: Held[] = [];

/** The levels, in ticks, at which orders wait now. */
export function levelsOf({ rising, falling, trailing }: TriggerBook): number[] {
  const levels = new Set<number>();
  for (const list of [rising, falling, trailing]) {
    for (const { level } of list) if (level !== undefined) levels.add(level);
  }
  return [...levels];
}
