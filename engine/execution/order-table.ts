import { newOrder, type OwnOrder, renewOrder } from "../trade/order-state.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import { hashText } from "./digest.ts";
import { createSlotIndex, firstSlot, linkSlot, olderSlot, type SlotIndex, unlinkSlot } from "./slot-index.ts";

/** One order and what its manager keeps beside it. Used again for another order when it has left the table. */
export interface Entry {
  readonly slot: number;
  /** As it stands; changed in place, and used again with the entry unless it is of a group, which goes on looking at it. */
  order: OwnOrder;
  group: string | undefined;
  placedMs: number;
  /** When something was last asked of the venue that changes the order. */
  sentMs: number;
  /** When the question that is open was last asked. */
  askedMs: number;
  /** When it ended; NaN while it is open. */
  closedMs: number;
  queries: number;
  /** Cancels and amends that the venue refused in a row. */
  refused: number;
  /** A cancel that waits for the order to be found. */
  cancelWanted: boolean;
}

/** Entries in the order in which they came: slots, -1 for none. */
export interface EntryList {
  first: number;
  last: number;
  size: number;
}

/**
 * Orders by id: those that are open, and as many of those that ended as may be remembered. Entries are made once and
 * used again; lists and index are typed arrays, so that orders come and go without garbage.
 */
export interface OrderTable {
  readonly closedMax: number;
  readonly open: EntryList;
  readonly closed: EntryList;
  readonly free: EntryList;
  readonly entries: Entry[];
  before: Int32Array;
  after: Int32Array;
  index: SlotIndex;
}

const capacityMin = 16;
const emptyList = (): EntryList => ({ first: -1, last: -1, size: 0 });

/** A table without orders, which remembers so many that have ended. */
export const createOrderTable = (closedMax: number): OrderTable => ({
  closedMax,
  open: emptyList(),
  closed: emptyList(),
  free: emptyList(),
  entries: [],
  before: new Int32Array(capacityMin),
  after: new Int32Array(capacityMin),
  index: createSlotIndex(capacityMin),
});

/** The entry of an order, open or not; undefined if it was never placed or ended long ago. */
export function findEntry({ entries, index }: OrderTable, id: string): Entry | undefined {
  const hash = hashText(id);
  for (let slot = firstSlot(index, hash); slot >= 0; slot = olderSlot(index, slot, hash)) {
    if (entries[slot]!.order.id === id) return entries[slot];
  }
  return undefined;
}

/** The entry of an order that is open; undefined if there is none. */
export function openEntry(table: OrderTable, id: string): Entry | undefined {
  const entry = findEntry(table, id);
  return entry && isOpen(entry) ? entry : undefined;
}

/** Whether an order has not ended. */
export const isOpen = ({ closedMs }: Entry): boolean => Number.isNaN(closedMs);

/** Takes in a new order, whose id must not be in the table. */
export function addEntry(
  table: OrderTable,
  id: string,
  terms: OrderTerms,
  group: string | undefined,
  nowMs: number,
): Entry {
  const { free, open, entries } = table;
  const slot = free.first;
  const entry = slot < 0 ? newEntry(table, id, terms) : entries[slot]!;
  if (slot >= 0) {
    detach(table, free, slot);
    entry.order = entry.group === undefined ? renewOrder(entry.order, id, terms) : newOrder(id, terms);
  }
  entry.group = group;
  entry.placedMs = nowMs;
  entry.sentMs = nowMs;
  entry.askedMs = nowMs;
  entry.closedMs = Number.NaN;
  entry.queries = 0;
  entry.refused = 0;
  entry.cancelWanted = false;
  append(table, open, entry.slot);
  linkSlot(table.index, entry.slot, hashText(id));
  return entry;
}

function newEntry(table: OrderTable, id: string, terms: OrderTerms): Entry {
  const slot = table.entries.length;
  if (slot === table.before.length) grow(table);
  const times = { placedMs: Number.NaN, sentMs: Number.NaN, askedMs: Number.NaN, closedMs: Number.NaN };
  const entry: Entry = {
    slot,
    order: newOrder(id, terms),
    group: undefined,
    ...times,
    queries: 0,
    refused: 0,
    cancelWanted: false,
  };
  table.entries.push(entry);
  return entry;
}

/** Moves an order that has ended to the closed ones; of these the oldest makes room. */
export function closeEntry(table: OrderTable, entry: Entry, nowMs: number): void {
  const { open, closed, closedMax } = table;
  if (closed.size === closedMax) dropOldest(table);
  detach(table, open, entry.slot);
  append(table, closed, entry.slot);
  entry.closedMs = nowMs;
}

/** Drops the orders that ended so long ago. */
export function dropClosed(table: OrderTable, keepMs: number, nowMs: number): void {
  const { closed, entries } = table;
  while (closed.size > 0 && nowMs - entries[closed.first]!.closedMs >= keepMs) dropOldest(table);
}

function dropOldest(table: OrderTable): void {
  const { closed, free, index } = table;
  const slot = closed.first;
  unlinkSlot(index, slot);
  detach(table, closed, slot);
  append(table, free, slot);
}

/** The entries of a list in the order in which they came. While it goes on, the list may grow but lose only what was seen. */
export function* entriesOf(table: OrderTable, list: EntryList): Generator<Entry> {
  for (let slot = list.first; slot >= 0; slot = table.after[slot]!) yield table.entries[slot]!;
}

function append({ before, after }: OrderTable, list: EntryList, slot: number): void {
  before[slot] = list.last;
  after[slot] = -1;
  if (list.last < 0) list.first = slot;
  else after[list.last] = slot;
  list.last = slot;
  list.size++;
}

function detach({ before, after }: OrderTable, list: EntryList, slot: number): void {
  const [previous, next] = [before[slot]!, after[slot]!];
  if (previous < 0) list.first = next;
  else after[previous] = next;
  if (next < 0) list.last = previous;
  else before[next] = previous;
  list.size--;
}

/** Doubles the room of a table whose entries are all in use. */
function grow(table: OrderTable): void {
  const capacity = table.before.length * 2;
  const doubled = (from: Int32Array): Int32Array => {
    const to = new Int32Array(capacity);
    to.set(from);
    return to;
  };
  table.before = doubled(table.before);
  table.after = doubled(table.after);
  const { hashes } = table.index;
  table.index = createSlotIndex(capacity);
  for (const { slot } of table.entries) linkSlot(table.index, slot, hashes[slot]!);
}
