/**
 * The greatest of the last n values in O(1) amortised and without branches on the data (van Herk 1992, Gil and
 * Werman 1993): the running maximum of this block of n against the suffix maximum of the last one.
 */
export interface WindowExtreme {
  readonly n: number;
  readonly ring: Float64Array;
  at: number;
  head: number;
  full: boolean;
}

export const windowExtreme = (n: number): WindowExtreme => ({
  n,
  ring: new Float64Array(n + 1),
  at: 0,
  head: Number.NEGATIVE_INFINITY,
  full: false,
});

/** Takes the next value and gives the greatest of the last n, or NaN before there are n. */
export function pushMax(w: WindowExtreme, x: number): number {
  const { ring } = w;
  ring[w.at++] = x;
  if (x > w.head) w.head = x;
  if (w.at < w.n) return w.full ? (ring[w.at]! > w.head ? ring[w.at]! : w.head) : Number.NaN;
  const most = w.head;
  for (let k = w.n - 1, suffix = Number.NEGATIVE_INFINITY; k > 0; k--) {
    if (ring[k]! > suffix) suffix = ring[k]!;
    ring[k] = suffix;
  }
  w.at = 0;
  w.head = Number.NEGATIVE_INFINITY;
  w.full = true;
  return most;
}

/** Takes the next value and gives the least of the last n, or NaN before there are n. */
export const pushMin = (w: WindowExtreme, x: number): number => -pushMax(w, -x);

/** The greatest of every window of a column without NaN: bit for bit what `pushMax` gives. */
export const maxColumn = (x: Float64Array, n: number, out: Float64Array): void => extremes(x, n, 1, out);

/** The least of every window of a column without NaN: bit for bit what `pushMin` gives. */
export const minColumn = (x: Float64Array, n: number, out: Float64Array): void => extremes(x, n, -1, out);

function extremes(x: Float64Array, n: number, sign: 1 | -1, out: Float64Array): void {
  const suffixes = new Float64Array(n + 1);
  for (let start = 0; start < x.length; start += n) {
    const size = Math.min(n, x.length - start);
    let head = Number.NEGATIVE_INFINITY;
    for (let at = 1; at <= size; at++) {
      const value = sign * x[start + at - 1]!;
      if (value > head) head = value;
      const older = at < n ? suffixes[at]! : head;
      out[start + at - 1] = sign * (older > head ? older : head);
    }
    if (start === 0) out.fill(Number.NaN, 0, Math.min(n - 1, size));
    if (size < n) return;
    let suffix = Number.NEGATIVE_INFINITY;
    for (let k = n - 1; k > 0; k--) {
      const value = sign * x[start + k]!;
      if (value > suffix) suffix = value;
      suffixes[k] = suffix;
    }
  }
}
