import { refuse } from "../core/errors.ts";

/**
 * The end of a ring at which records go in. A record is `width` float64 values: held side by side in one typed array, they
 * cost 15 to 22 ns each with up to a million in flight and half a microsecond to 1.7 at p99.9, where pooled objects take
 * 4.5 to 20 µs and fresh ones 18 to 190 (`bot4 bench pools`). So a ring is the pool of what is in flight.
 */
export interface Producer {
  readonly width: number;
  /** Copies the record that starts at `at`; false, and nothing is done, where the ring is full. */
  readonly tryPush: (records: Float64Array, at?: number) => boolean;
  /** Copies up to `count` records from the front of `records` and returns how many there was room for. */
  readonly pushMany: (records: Float64Array, count: number) => number;
}

/** The end of a ring at which records come out, oldest first. */
export interface Consumer {
  readonly width: number;
  /** Copies the oldest record to `at`; false, and nothing is written, where the ring is empty. */
  readonly tryPop: (into: Float64Array, at?: number) => boolean;
  /** Copies up to `count` records to the front of `into` and returns how many there were. */
  readonly popMany: (into: Float64Array, count: number) => number;
}

/** Places in the Int32Array over a ring's buffer. */
export const header = {
  kind: 0,
  capacity: 1,
  width: 2,
  // 128 bytes apart: the prefetcher fetches cache lines in pairs, and each end writes one of these all the time.
  pushed: 32,
  popped: 64,
  end: 96,
} as const;

const kinds = { spsc: 0x53505343, mpmc: 0x4d504d43 } as const;
export type RingKind = keyof typeof kinds;

/** The largest capacity: positions count modulo 2^32 and are compared by their difference. */
const capacityMax = 2 ** 30;
const widthMax = 1_024;

/**
 * A buffer with a ring's header and, between it and the records, `cells` more int32. Throws a UserError for a capacity
 * that is no power of two or a width out of range.
 */
export function allocateRing(
  kind: RingKind,
  capacity: number,
  width: number,
  cells: number,
): SharedArrayBuffer {
  // A ring of one cannot tell full from empty by the sequence number of its slot.
  if (!(capacity >= 2 && capacity <= capacityMax && Number.isInteger(Math.log2(capacity)))) {
    refuse(`capacity of a ring must be a power of two in [2, 2^30]; was ${capacity}`);
  }
  if (!(Number.isInteger(width) && width >= 1 && width <= widthMax)) {
    refuse(`width of a ring must be a whole number in [1, ${widthMax}]; was ${width}`);
  }
  const bytes = recordsAt(cells) + capacity * width * 8;
  const buffer = new SharedArrayBuffer(bytes);
  const control = new Int32Array(buffer, 0, header.end);
  control[header.kind] = kinds[kind];
  control[header.capacity] = capacity;
  control[header.width] = width;
  return buffer;
}

/** Offset of the first record in bytes: on a cache line of its own. */
const recordsAt = (cells: number): number => Math.ceil(((header.end + cells) * 4) / 128) * 128;

/** The parts of a buffer that `allocateRing` made. Throws where it made none, or one of another kind. */
export function openRing(kind: RingKind, buffer: SharedArrayBuffer) {
  const control = new Int32Array(buffer, 0, header.end);
  if (control[header.kind] !== kinds[kind]) refuse(`not the buffer of an ${kind.toUpperCase()} ring`);
  const capacity = control[header.capacity]!;
  const width = control[header.width]!;
  const cells = kind === "mpmc" ? capacity : 0;
  return {
    capacity,
    width,
    control,
    cells: new Int32Array(buffer, header.end * 4, cells),
    records: new Float64Array(buffer, recordsAt(cells), capacity * width),
  };
}
