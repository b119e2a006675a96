import { allocateRing, type Consumer, header, openRing, type Producer } from "./ring.ts";

const { pushed, popped } = header;

/**
 * The buffer of a bounded ring between one producer and one consumer, each in any thread: `capacity` records (a power
 * of two) of `width` float64. Send the buffer to the other thread and open the ends with {@link spscProducer} and
 * {@link spscConsumer}. Throws a UserError for sizes out of range.
 *
 * Two counters, each written by one end alone, tell how many records were pushed and popped, modulo 2^32. Each end
 * keeps the other's counter as it last saw it and looks again only when that says full or empty, so that mostly no
 * cache line travels (Lee, Bu and Chandranmenon 2009, "MCRingBuffer"). A record is published by the atomic store of
 * its counter, after its plain writes: the consumer never sees half of one.
 */
export const createSpsc = (capacity: number, width: number): SharedArrayBuffer =>
  allocateRing("spsc", capacity, width, 0);

/**
 * The end that pushes. There may be one at a time; a later one goes on where the former stopped.
 *
 * @example
 * spscProducer(createSpsc(2, 1)).pushMany(Float64Array.of(1, 2, 3), 3) // => 2
 */
export function spscProducer(buffer: SharedArrayBuffer): Producer {
  const { capacity, width, control, records } = openRing("spsc", buffer);
  const mask = capacity - 1;
  let own = Atomics.load(control, pushed);
  let other = Atomics.load(control, popped);

  const room = (wanted: number): number => {
    let free = capacity - ((own - other) | 0);
    if (free < wanted) {
      other = Atomics.load(control, popped);
      free = capacity - ((own - other) | 0);
    }
    return free;
  };

  return {
    width,
    tryPush: (from, at = 0) => {
      if (room(1) === 0) return false;
      const to = (own & mask) * width;
      for (let k = 0; k < width; k++) records[to + k] = from[at + k]!;
      own = (own + 1) | 0;
      Atomics.store(control, pushed, own);
      return true;
    },
    pushMany: (from, count) => {
      const taken = Math.min(count, room(count));
      for (let r = 0, at = 0; r < taken; r++) {
        const to = ((own + r) & mask) * width;
        for (let k = 0; k < width; k++) records[to + k] = from[at++]!;
      }
      own = (own + taken) | 0;
      if (taken > 0) Atomics.store(control, pushed, own);
      return taken;
    },
  };
}

/** The end that pops. There may be one at a time; a later one goes on where the former stopped. */
export function spscConsumer(buffer: SharedArrayBuffer): Consumer {
  const { capacity, width, control, records } = openRing("spsc", buffer);
  const mask = capacity - 1;
  let own = Atomics.load(control, popped);
  let other = Atomics.load(control, pushed);

  const waiting = (wanted: number): number => {
    if (((other - own) | 0) < wanted) other = Atomics.load(control, pushed);
    return (other - own) | 0;
  };

  return {
    width,
    tryPop: (into, at = 0) => {
      if (waiting(1) === 0) return false;
      const from = (own & mask) * width;
      for (let k = 0; k < width; k++) into[at + k] = records[from + k]!;
      own = (own + 1) | 0;
      Atomics.store(control, popped, own);
      return true;
    },
    popMany: (into, count) => {
      const taken = Math.min(count, waiting(count));
      for (let r = 0, at = 0; r < taken; r++) {
        const from = ((own + r) & mask) * width;
        for (let k = 0; k < width; k++) into[at++] = records[from + k]!;
      }
      own = (own + taken) | 0;
      if (taken > 0) Atomics.store(control, popped, own);
      return taken;
    },
  };
}
