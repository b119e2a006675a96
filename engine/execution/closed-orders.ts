import type { Entry } from "./blotter.ts";
import { hashText } from "./digest.ts";
import { createSlotIndex, firstSlot, linkSlot, olderSlot, type SlotIndex, unlinkSlot } from "./slot-index.ts";

/**
 * Orders that have ended, in the order of their ends: a ring, so that the oldest makes room for the newest without
 * garbage. Changed in place by its owner, the blotter.
 */
export interface ClosedOrders {
  readonly ordersMax: number;
  size: number;
  /** Slot of the oldest. */
  first: number;
  slots: (Entry | undefined)[];
  index: SlotIndex;
}

const capacityMin = 64;

export const createClosedOrders = (ordersMax: number): ClosedOrders => ({
  ordersMax,
  size: 0,
  first: 0,
  slots: new Array<Entry | undefined>(capacityMin).fill(undefined),
  index: createSlotIndex(capacityMin),
});

/** The latest order of an id that has ended; undefined if there is none, or it was dropped. */
export function closedEntry({ slots, index }: ClosedOrders, id: string): Entry | undefined {
  for (let slot = firstSlot(index, hashText(id)); slot >= 0; slot = olderSlot(index, slot)) {
    if (slots[slot]!.order.id === id) return slots[slot];
  }
  return undefined;
}

/** Takes in an order that has ended; gives the oldest, if it had to make room. */
export function closeEntry(closed: ClosedOrders, entry: Entry): Entry | undefined {
  const dropped = closed.size === closed.ordersMax ? dropOldest(closed) : undefined;
  if (closed.size === closed.slots.length) grow(closed);
  const slot = (closed.first + closed.size) & (closed.slots.length - 1);
  closed.slots[slot] = entry;
  linkSlot(closed.index, slot, hashText(entry.order.id));
  closed.size++;
  return dropped;
}

/** The order that ended first, still there; undefined if there is none. */
export const oldestClosed = ({ slots, first }: ClosedOrders): Entry | undefined => slots[first];

/** Drops the order that ended first; there must be one. */
export function dropOldest(closed: ClosedOrders): Entry {
  const { slots, first, index } = closed;
  const entry = slots[first]!;
  unlinkSlot(index, first, hashText(entry.order.id));
  slots[first] = undefined;
  closed.first = (first + 1) & (slots.length - 1);
  closed.size--;
  return entry;
}

/** The entries, oldest first. */
export function* closedEntries({ slots, first, size }: ClosedOrders): Generator<Entry> {
  for (let k = 0; k < size; k++) yield slots[(first + k) & (slots.length - 1)]!;
}

/** Doubles a ring that is full; its oldest order comes first. */
function grow(closed: ClosedOrders): void {
  const kept = [...closedEntries(closed)];
  closed.slots = [...kept, ...new Array<undefined>(kept.length).fill(undefined)];
  closed.first = 0;
  closed.index = createSlotIndex(closed.slots.length);
  kept.forEach((entry, slot) => {
    linkSlot(closed.index, slot, hashText(entry.order.id));
  });
}
