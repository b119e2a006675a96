/**
 * The price levels of one side, best last: keys rise, and a key is the price of a bid, in ticks, or less the price of an
 * ask, so that one code serves both sides. Most changes are near the best, where little has to move.
 */
export interface Ladder {
  /** +1 of bids, -1 of asks. */
  readonly sign: 1 | -1;
  keys: Float64Array;
  /** Which level stands at each key. */
  ids: Int32Array;
  count: number;
}

export const createLadder = (sign: 1 | -1): Ladder => ({
  sign,
  keys: new Float64Array(64),
  ids: new Int32Array(64),
  count: 0,
});

/** The place of a key, or where it would stand: the first that is not below it. */
export function placeOf({ keys, count }: Ladder, key: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The level at a key; -1 if there is none. */
export function levelAt(ladder: Ladder, key: number): number {
  const place = placeOf(ladder, key);
  return place < ladder.count && ladder.keys[place] === key ? ladder.ids[place]! : -1;
}

/** Up to so many levels a loop moves faster than a call that moves a block of memory. */
const shortMove = 48;

/** Puts a level where {@link placeOf} says that its key would stand. */
export function insertLevel(ladder: Ladder, place: number, key: number, id: number): void {
  const { count } = ladder;
  if (count === ladder.keys.length) grow(ladder);
  const { keys, ids } = ladder;
  if (count - place > shortMove) {
    keys.copyWithin(place + 1, place, count);
    ids.copyWithin(place + 1, place, count);
  } else {
    for (let k = count; k > place; k--) {
      keys[k] = keys[k - 1]!;
      ids[k] = ids[k - 1]!;
    }
  }
  keys[place] = key;
  ids[place] = id;
  ladder.count = count + 1;
}

export function removeLevel(ladder: Ladder, place: number): void {
  const { keys, ids, count } = ladder;
  if (count - place > shortMove) {
    keys.copyWithin(place, place + 1, count);
    ids.copyWithin(place, place + 1, count);
  } else {
    for (let k = place + 1; k < count; k++) {
      keys[k - 1] = keys[k]!;
      ids[k - 1] = ids[k]!;
    }
  }
  ladder.count = count - 1;
}

function grow(ladder: Ladder): void {
  const keys = new Float64Array(ladder.count * 2);
  const ids = new Int32Array(ladder.count * 2);
  keys.set(ladder.keys);
  ids.set(ladder.ids);
  ladder.keys = keys;
  ladder.ids = ids;
}
