import { allocateRing, type Consumer, header, openRing, type Producer } from "./ring.ts";

const { pushed, popped } = header;

/** Both ends of a ring: any thread may hold one and push and pop. */
export type Queue = Producer & Consumer;

/**
 * The buffer of a bounded queue of `capacity` records (a power of two) of `width` float64 between any number of
 * producers and consumers; each opens it with {@link mpmcQueue}. Throws a UserError for sizes out of range.
 *
 * After D. Vyukov's bounded MPMC queue (1024cores.net, 2010): each slot has a sequence number that says whose turn it
 * is, the n-th push where it is n and the n-th pop where it is n + 1; a counter is claimed by compare and exchange, the
 * slot then belongs to who claimed it, and the next number hands it on. A thread that dies between claim and hand-over
 * leaves its slot closed: others see the queue full or empty there, but never a torn record.
 */
export function createMpmc(capacity: number, width: number): SharedArrayBuffer {
  const buffer = allocateRing("mpmc", capacity, width, capacity);
  const { cells } = openRing("mpmc", buffer);
  for (let k = 0; k < capacity; k++) cells[k] = k;
  return buffer;
}

/**
 * Both ends of a queue. Records of one producer come out in its order; those of one batch may have others' between them.
 *
 * @example
 * mpmcQueue(createMpmc(2, 1)).pushMany(Float64Array.of(1, 2, 3), 3) // => 2
 */
export function mpmcQueue(buffer: SharedArrayBuffer): Queue {
  const { capacity, width, control, cells, records } = openRing("mpmc", buffer);
  const mask = capacity - 1;
  let claimed = 0;

  /** Claims the next position of a counter whose slot is `ahead` of it, into `claimed`; false where there is none. */
  const claim = (counter: number, ahead: 0 | 1): boolean => {
    let position = Atomics.load(control, counter);
    for (;;) {
      const lead = (Atomics.load(cells, position & mask) - position - ahead) | 0;
      if (lead < 0) return false;
      if (lead > 0) {
        position = Atomics.load(control, counter);
        continue;
      }
      const found = Atomics.compareExchange(control, counter, position, (position + 1) | 0);
      if (found === position) {
        claimed = position;
        return true;
      }
      position = found;
    }
  };

  const tryPush: Producer["tryPush"] = (from, at = 0) => {
    if (!claim(pushed, 0)) return false;
    const slot = claimed & mask;
    for (let k = 0; k < width; k++) records[slot * width + k] = from[at + k]!;
    Atomics.store(cells, slot, (claimed + 1) | 0);
    return true;
  };

  const tryPop: Consumer["tryPop"] = (into, at = 0) => {
    if (!claim(popped, 1)) return false;
    const slot = claimed & mask;
    for (let k = 0; k < width; k++) into[at + k] = records[slot * width + k]!;
    Atomics.store(cells, slot, (claimed + capacity) | 0);
    return true;
  };

  return {
    width,
    tryPush,
    tryPop,
    pushMany: (from, count) => {
      let taken = 0;
      while (taken < count && tryPush(from, taken * width)) taken++;
      return taken;
    },
    popMany: (into, count) => {
      let taken = 0;
      while (taken < count && tryPop(into, taken * width)) taken++;
      return taken;
    },
  };
}
