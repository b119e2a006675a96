/**
 * Means, squared deviations and co-deviations of the last n pairs, without drift or cancellation: the two-sided
 * scheme of `window-moments.ts` for two series at once.
 */
export interface WindowPairs {
  readonly n: number;
  /** 1/k. */
  readonly inverse: Float64Array;
  /** Five numbers a row: mean of left, of right, squares of left, of right, and products. */
  readonly rows: Float64Array;
  readonly head: Float64Array;
  /** The same five of the window, after `pushPair` has told that it is full. */
  readonly all: Float64Array;
  at: number;
  full: boolean;
}

export const windowPairs = (n: number): WindowPairs => ({
  n,
  inverse: Float64Array.from({ length: n + 1 }, (_, k) => 1 / k),
  rows: new Float64Array(5 * n),
  head: new Float64Array(5),
  all: new Float64Array(5),
  at: 0,
  full: false,
});

/** Takes the next pair; true when the window is full, and then `all` holds. */
export function pushPair(w: WindowPairs, left: number, right: number): boolean {
  const { n, rows, head, all } = w;
  rows[5 * w.at] = left;
  rows[5 * w.at + 1] = right;
  w.at++;
  include(head, left, right, w.inverse[w.at]!);
  if (w.at === n) {
    all.set(head);
    turn(w);
    return true;
  }
  if (!w.full) return false;
  const k = 5 * w.at;
  const share = w.at * w.inverse[n]!;
  const weight = share * (n - w.at);
  const apartLeft = head[0]! - rows[k]!;
  const apartRight = head[1]! - rows[k + 1]!;
  all[0] = rows[k]! + apartLeft * share;
  all[1] = rows[k + 1]! + apartRight * share;
  all[2] = rows[k + 2]! + head[2]! + apartLeft * apartLeft * weight;
  all[3] = rows[k + 3]! + head[3]! + apartRight * apartRight * weight;
  all[4] = rows[k + 4]! + head[4]! + apartLeft * apartRight * weight;
  return true;
}

/** Adds a pair to five running numbers by Welford's recurrence. */
function include(five: Float64Array, left: number, right: number, inverse: number): void {
  const gapLeft = left - five[0]!;
  const gapRight = right - five[1]!;
  five[0] = five[0]! + gapLeft * inverse;
  five[1] = five[1]! + gapRight * inverse;
  five[2] = five[2]! + gapLeft * (left - five[0]!);
  five[3] = five[3]! + gapRight * (right - five[1]!);
  five[4] = five[4]! + gapLeft * (right - five[1]!);
}

/** Turns a full block into the numbers of its suffixes. */
function turn(w: WindowPairs): void {
  const { n, rows, head } = w;
  head.fill(0);
  for (let k = n - 1; k >= 0; k--) {
    include(head, rows[5 * k]!, rows[5 * k + 1]!, w.inverse[n - k]!);
    for (let j = 0; j < 5; j++) rows[5 * k + j] = head[j]!;
  }
  head.fill(0);
  w.at = 0;
  w.full = true;
}
