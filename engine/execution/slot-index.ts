/**
 * Finds the slots of a ring or a table by a hash of what they hold: chains of slots, the newest first. Made of typed
 * arrays, so that what comes and goes leaves no garbage. Changed in place by the owner of the slots.
 */
export interface SlotIndex {
  /** Slot + 1 of the newest in each chain, and of the next older beside each slot; 0 ends a chain. */
  readonly heads: Int32Array;
  readonly older: Int32Array;
  /** Hash of what each slot holds. */
  readonly hashes: Int32Array;
}

/** An empty index over so many slots: a power of two. */
export const createSlotIndex = (capacity: number): SlotIndex => ({
  heads: new Int32Array(capacity),
  older: new Int32Array(capacity),
  hashes: new Int32Array(capacity),
});

/** The newest slot of a hash; -1 for none. */
export const firstSlot = (index: SlotIndex, hash: number): number =>
  inChain(index, index.heads[hash & (index.heads.length - 1)]! - 1, hash);

/** The next older slot of a hash after one of it; -1 for none. */
export const olderSlot = (index: SlotIndex, slot: number, hash: number): number =>
  inChain(index, index.older[slot]! - 1, hash);

/** The first slot of a hash from one in a chain on. */
function inChain({ older, hashes }: SlotIndex, from: number, hash: number): number {
  let slot = from;
  while (slot >= 0 && hashes[slot] !== hash) slot = older[slot]! - 1;
  return slot;
}

/** Puts a slot into the chain of its hash. */
export function linkSlot({ heads, older, hashes }: SlotIndex, slot: number, hash: number): void {
  const chain = hash & (heads.length - 1);
  hashes[slot] = hash;
  older[slot] = heads[chain]!;
  heads[chain] = slot + 1;
}

/** Takes a slot out of its chain. */
export function unlinkSlot({ heads, older, hashes }: SlotIndex, slot: number): void {
  const chain = hashes[slot]! & (heads.length - 1);
  if (heads[chain] === slot + 1) {
    heads[chain] = older[slot]!;
    return;
  }
  let at = heads[chain]! - 1;
  while (older[at] !== slot + 1) at = older[at]! - 1;
  older[at] = older[slot]!;
}
