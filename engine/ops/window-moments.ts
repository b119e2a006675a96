/**
 * Mean and sum of squared deviations of the last n values, without drift or cancellation. Values come in blocks of
 * n; the window is a suffix of the last block and the head of this one, merged after Chan, Golub and LeVeque (1979).
 *
 * Each part sums its differences from one of its own values and their squares. Of such sums no more than a factor of
 * n is lost to cancellation, however far the level is from zero: with d the differences from a member, the deviation
 * of that member alone bounds n × mean(d)² by n times the squared deviations that are sought. A flat part has sums of
 * exactly zero, and a shift of level by orders of magnitude leaves no trace once it has left the window.
 */
export interface WindowMoments {
  readonly n: number;
  /** 1/k. */
  readonly inverse: Float64Array;
  /** Values of this block up to `at`; from there on, means of the suffixes of the last block. */
  readonly means: Float64Array;
  /** Squared deviations of the suffixes of the last block. */
  readonly squares: Float64Array;
  at: number;
  full: boolean;
  /** The first value of this block, and sums of the differences from it and of their squares. */
  anchor: number;
  first: number;
  second: number;
  /** Of the window, after `pushMoments` has told that it is full. */
  mean: number;
  deviations: number;
}

export const windowMoments = (n: number): WindowMoments => ({
  n,
  inverse: Float64Array.from({ length: n + 1 }, (_, k) => 1 / k),
  means: new Float64Array(n),
  squares: new Float64Array(n),
  at: 0,
  full: false,
  anchor: 0,
  first: 0,
  second: 0,
  mean: 0,
  deviations: 0,
});

/** Takes the next value; true when the window is full, and then `mean` and `deviations` hold. */
export function pushMoments(w: WindowMoments, x: number): boolean {
  const { n, inverse, means } = w;
  if (w.at === 0) {
    w.anchor = x;
    w.first = 0;
    w.second = 0;
  }
  means[w.at++] = x;
  const { at } = w;
  const gap = x - w.anchor;
  w.first += gap;
  w.second += gap * gap;
  const lean = w.first * inverse[at]!;
  const mean = w.anchor + lean;
  const squares = Math.max(0, w.second - w.first * lean);
  if (at === n) {
    w.mean = mean;
    w.deviations = squares;
    turn(w);
    return true;
  }
  if (!w.full) return false;
  const apart = mean - means[at]!;
  const share = at * inverse[n]!;
  w.mean = means[at]! + apart * share;
  w.deviations = w.squares[at]! + squares + apart * apart * share * (n - at);
  return true;
}

/** Turns a full block into the moments of its suffixes. */
function turn(w: WindowMoments): void {
  const { n, inverse, means, squares } = w;
  const anchor = means[n - 1]!;
  let first = 0;
  let second = 0;
  for (let k = n - 1; k >= 0; k--) {
    const gap = means[k]! - anchor;
    first += gap;
    second += gap * gap;
    const lean = first * inverse[n - k]!;
    means[k] = anchor + lean;
    squares[k] = Math.max(0, second - first * lean);
  }
  w.at = 0;
  w.full = true;
}

/**
 * Squared deviations from the mean of every window of a column without NaN, and the means where asked for: bit for
 * bit what `pushMoments` gives, with its sums in registers.
 */
export function momentsColumn(
  x: Float64Array,
  n: number,
  deviations: Float64Array,
  means: Float64Array = new Float64Array(0),
): void {
  const w = windowMoments(n);
  const { inverse } = w;
  const keep = means.length > 0;
  const part = inverse[n]!;
  for (let start = 0; start < x.length; start += n) {
    const size = Math.min(n, x.length - start);
    const anchor = x[start]!;
    let first = 0;
    let second = 0;
    for (let at = 1; at <= size; at++) {
      const i = start + at - 1;
      const gap = x[i]! - anchor;
      first += gap;
      second += gap * gap;
      const lean = first * inverse[at]!;
      const mean = anchor + lean;
      const squares = Math.max(0, second - first * lean);
      if (at === n || start === 0) {
        deviations[i] = at === n ? squares : Number.NaN;
        if (keep) means[i] = mean;
        continue;
      }
      const apart = mean - w.means[at]!;
      const share = at * part;
      deviations[i] = w.squares[at]! + squares + apart * apart * share * (n - at);
      if (keep) means[i] = w.means[at]! + apart * share;
    }
    if (size < n) return;
    w.means.set(x.subarray(start, start + n));
    turn(w);
  }
}
