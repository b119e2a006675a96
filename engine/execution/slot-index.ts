/**
 * Finds the slots of a ring by a hash of what they hold: chains of slots, the newest first. Made of typed arrays, so that
 * what comes and goes leaves no garbage. Changed in place by the owner of the ring.
 */
export interface SlotIndex {
  /** Slot + 1 of the newest in each chain, and of the next older beside each slot; 0 ends a chain. */
  readonly heads: Int32Array;
  readonly older: Int32Array;
}

/** An empty index over so many slots: a power of two. */
export const createSlotIndex = (capacity: number): SlotIndex => ({
  heads: new Int32Array(capacity),
  older: new Int32Array(capacity),
});

/** The newest slot whose hash may be this one; -1 for none. */
export const firstSlot = ({ heads }: SlotIndex, hash: number): number =>
  heads[hash & (heads.length - 1)]! - 1;

/** The next older one after a slot in its chain; -1 for none. */
export const olderSlot = ({ older }: SlotIndex, slot: number): number => older[slot]! - 1;

/** Puts a slot into the chain of its hash. */
export function linkSlot({ heads, older }: SlotIndex, slot: number, hash: number): void {
  const chain = hash & (heads.length - 1);
  older[slot] = heads[chain]!;
  heads[chain] = slot + 1;
}

/** Takes a slot out of the chain of its hash. */
export function unlinkSlot({ heads, older }: SlotIndex, slot: number, hash: number): void {
  const chain = hash & (heads.length - 1);
  if (heads[chain] === slot + 1) {
    heads[chain] = older[slot]!;
    return;
  }
  let at = heads[chain]! - 1;
  while (older[at] !== slot + 1) at = older[at]! - 1;
  older[at] = older[slot]!;
}
