import { finite } from "./finite.ts";

/**
 * A sum that keeps what rounding took from it (Knuth's TwoSum, The Art of Computer Programming vol. 2, 4.2.2):
 * `sum + lost` is the true total to the last bit or so, whatever was added and taken away again.
 */
export interface Total {
  sum: number;
  lost: number;
}

export function addTo(total: Total, x: number): void {
  const before = total.sum;
  const after = before + x;
  const part = after - before;
  total.lost += before - (after - part) + (x - part);
  total.sum = after;
}

/**
 * The sum of the last `n` values in constant time. It does not drift, a price far above the others leaves nothing
 * behind when it goes, and a window of zeros gives exactly zero.
 */
export interface RunningSum extends Total {
  readonly n: number;
  readonly ring: Float64Array;
  at: number;
  /** Values seen, up to n. */
  seen: number;
  last: number;
  /** Equal values in a row, up to this one: n of them make a flat window. */
  run: number;
}

export const runningSum = (n: number): RunningSum => ({
  sum: 0,
  lost: 0,
  n,
  ring: new Float64Array(n),
  at: 0,
  seen: 0,
  last: Number.NaN,
  run: 0,
});

/** Takes the next value and gives the sum of the last n, or NaN before there are n. */
export function pushRunning(s: RunningSum, x: number): number {
  const old = s.ring[s.at]!;
  s.ring[s.at] = x;
  s.at = s.at + 1 === s.n ? 0 : s.at + 1;
  addTo(s, x);
  addTo(s, -old);
  s.run = x === s.last ? s.run + 1 : 1;
  s.last = x;
  // Rounding of `lost` itself may leave 1e-33 where nothing is left; an overflow would stay for ever.
  if ((x === 0 && s.run >= s.n) || s.sum - s.sum !== 0) resum(s, s.ring, s.at);
  if (s.seen < s.n) s.seen++;
  return s.seen < s.n ? Number.NaN : s.sum + s.lost;
}

function resum(total: Total, ring: Float64Array, oldest: number): void {
  total.sum = 0;
  total.lost = 0;
  for (let k = 0; k < ring.length; k++) addTo(total, ring[(oldest + k) % ring.length]!);
}

/**
 * Takes the next value and gives the mean of the last n. A flat window has exactly its value for a mean, or a price
 * that stands still would cross its own average by a bit of rounding.
 */
export function pushMean(s: RunningSum, x: number): number {
  const sum = pushRunning(s, x);
  return sum === sum && s.run >= s.n ? x : sum / s.n;
}

/** A whole column of sums or means, bit for bit as {@link pushRunning} or {@link pushMean} give them. */
export function runningColumn(x: Float64Array, n: number, kind: "sum" | "mean", out: Float64Array): void {
  let sum = 0;
  let lost = 0;
  let run = 0;
  const [divisor, flat] = kind === "mean" ? [n, n] : [1, Number.POSITIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    const middle = sum + value;
    const part = middle - sum;
    lost += sum - (middle - part) + (value - part);
    const old = i < n ? -0 : -x[i - n]!;
    const after = middle + old;
    const rest = after - middle;
    lost += middle - (after - rest) + (old - rest);
    sum = after;
    run = i > 0 && value === x[i - 1] ? run + 1 : 1;
    if ((value === 0 && run >= n) || sum - sum !== 0) {
      const total = { sum: 0, lost: 0 };
      resum(total, windowAt(x, n, i), 0);
      sum = total.sum;
      lost = total.lost;
    }
    const result = run >= flat && sum + lost === sum + lost ? value : (sum + lost) / divisor;
    out[i] = i < n - 1 ? Number.NaN : finite(result);
  }
}

/** The last n values up to i, oldest first, with zeros before the first. */
function windowAt(x: Float64Array, n: number, i: number): Float64Array {
  const window = new Float64Array(n);
  window.set(x.subarray(Math.max(0, i - n + 1), i + 1), Math.max(0, n - 1 - i));
  return window;
}
