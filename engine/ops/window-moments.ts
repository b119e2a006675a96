/**
 * Mean and sum of squared deviations of the last n values, without drift or cancellation: Welford's recurrence
 * (1962) forward over the head of this block and backward over the last one, the two merged after Chan, Golub and
 * LeVeque (1979). A shift of level by orders of magnitude leaves no trace once it has left the window, and a flat
 * window has deviations of exactly zero.
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
  headMean: number;
  headSquares: number;
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
  headMean: 0,
  headSquares: 0,
  mean: 0,
  deviations: 0,
});

/** Takes the next value; true when the window is full, and then `mean` and `deviations` hold. */
export function pushMoments(w: WindowMoments, x: number): boolean {
  const { n, inverse, means, squares } = w;
  means[w.at++] = x;
  const { at } = w;
  const gap = x - w.headMean;
  w.headMean += gap * inverse[at]!;
  w.headSquares += gap * (x - w.headMean);
  if (at === n) {
    w.mean = w.headMean;
    w.deviations = w.headSquares;
    turn(w);
    return true;
  }
  if (!w.full) return false;
  const apart = w.headMean - means[at]!;
  const share = at * inverse[n]!;
  w.mean = means[at]! + apart * share;
  w.deviations = squares[at]! + w.headSquares + apart * apart * share * (n - at);
  return true;
}

/** Turns a full block into the moments of its suffixes. */
function turn(w: WindowMoments): void {
  const { n, inverse, means, squares } = w;
  let mean = 0;
  let sum = 0;
  for (let k = n - 1; k >= 0; k--) {
    const x = means[k]!;
    const gap = x - mean;
    mean += gap * inverse[n - k]!;
    sum += gap * (x - mean);
    means[k] = mean;
    squares[k] = sum;
  }
  w.at = 0;
  w.full = true;
  w.headMean = 0;
  w.headSquares = 0;
}
