import { refuse } from "../../core/errors.ts";

/**
 * Orders as columns: an order is a number, and used again once it is gone. All orders of a level are a list, oldest
 * first.
 */
export interface Orders {
  /** Lots that the book shows, lots behind them, and how many of those are shown at a time (0: no iceberg). */
  shown: Float64Array;
  hidden: Float64Array;
  display: Float64Array;
  /** Who placed it; {@link market} is everybody that is not simulated one by one. */
  owner: Int32Array;
  level: Int32Array;
  next: Int32Array;
  before: Int32Array;
  /** Bits of {@link reduceOnly}. */
  flags: Uint8Array;
  free: Int32Array;
  freeCount: number;
}

/** Price levels as columns, used again likewise. */
export interface Levels {
  /** Price in ticks, and +1 for a bid, -1 for an ask. */
  ticks: Float64Array;
  sign: Int8Array;
  head: Int32Array;
  tail: Int32Array;
  /** Lots that the level shows, and how many of them are the market's. */
  shown: Float64Array;
  market: Float64Array;
  /** When the market last said what the level has, as a rising count. */
  stamp: Float64Array;
  free: Int32Array;
  freeCount: number;
}

/** The owner of orders that stand for the whole market. */
export const market = 0;

/** Flag of an order that must not open a position: what it may trade is asked for at each trade. */
export const reduceOnly = 1;

/** Orders, and levels, of one book at most: 16 million. */
const slotsMax = 1 << 24;

const falling = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, k) => to - 1 - k);

export const createOrders = (): Orders => ({
  shown: new Float64Array(256),
  hidden: new Float64Array(256),
  display: new Float64Array(256),
  owner: new Int32Array(256),
  level: new Int32Array(256),
  next: new Int32Array(256),
  before: new Int32Array(256),
  flags: new Uint8Array(256),
  free: falling(0, 256),
  freeCount: 256,
});

export const createLevels = (): Levels => ({
  ticks: new Float64Array(256),
  sign: new Int8Array(256),
  head: new Int32Array(256),
  tail: new Int32Array(256),
  shown: new Float64Array(256),
  market: new Float64Array(256),
  stamp: new Float64Array(256),
  free: falling(0, 256),
  freeCount: 256,
});

type Columns = Orders | Levels;

/** A number that nothing uses. */
export function takeSlot(pool: Columns): number {
  if (pool.freeCount === 0) grow(pool);
  return pool.free[--pool.freeCount]!;
}

export function freeSlot(pool: Columns, slot: number): void {
  pool.free[pool.freeCount++] = slot;
}

function grow(pool: Columns): void {
  const size = pool.free.length;
  if (size >= slotsMax) refuse(`a book must have at most ${slotsMax} orders and levels; it is full`);
  const columns = pool as unknown as Record<string, Float64Array>;
  for (const [name, column] of Object.entries(columns)) {
    if (!ArrayBuffer.isView(column)) continue;
    const larger = new (column.constructor as Float64ArrayConstructor)(size * 2);
    larger.set(column);
    columns[name] = larger;
  }
  pool.free.set(falling(size, size * 2));
  pool.freeCount = size;
}
