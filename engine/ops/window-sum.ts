/**
 * The sum of the last n values, without drift: nothing is ever subtracted. Values come in blocks of n. When a block
 * is full, its ring turns into suffix sums; the window is then a suffix of the last block and the head of this one.
 * Three additions a value, amortised, and the error is that of adding n numbers, however long the series.
 */
export interface WindowSum {
  readonly n: number;
  readonly ring: Float64Array;
  at: number;
  head: number;
  full: boolean;
}

export const windowSum = (n: number): WindowSum => ({
  n,
  ring: new Float64Array(n + 1),
  at: 0,
  head: 0,
  full: false,
});

/** Takes the next value and gives the sum of the last n, or NaN before there are n. */
export function pushSum(w: WindowSum, x: number): number {
  const { ring } = w;
  ring[w.at++] = x;
  w.head += x;
  if (w.at < w.n) return w.full ? ring[w.at]! + w.head : Number.NaN;
  const sum = w.head;
  for (let k = w.n - 1, suffix = 0; k > 0; k--) ring[k] = suffix += ring[k]!;
  w.at = 0;
  w.head = 0;
  w.full = true;
  return sum;
}
