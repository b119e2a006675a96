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
 * behind when it goes, a flat window gives the same sum at every bar, and a window of zeros gives exactly zero.
 */
export interface RunningSum extends Total {
  readonly n: number;
  readonly ring: Float64Array;
  at: number;
  /** Values seen, up to n. */
  seen: number;
  /** Zeros seen in a row. */
  zeros: number;
}

export const runningSum = (n: number): RunningSum => ({
  sum: 0,
  lost: 0,
  n,
  ring: new Float64Array(n),
  at: 0,
  seen: 0,
  zeros: 0,
});

/** Takes the next value and gives the sum of the last n, or NaN before there are n. */
export function pushRunning(s: RunningSum, x: number): number {
  const old = s.ring[s.at]!;
  s.ring[s.at] = x;
  s.at = s.at + 1 === s.n ? 0 : s.at + 1;
  addTo(s, x);
  addTo(s, -old);
  s.zeros = x === 0 ? s.zeros + 1 : 0;
  // Rounding of `lost` itself may leave 1e-33 where nothing is left; an overflow would stay for ever.
  if (s.zeros >= s.n || s.sum - s.sum !== 0) resum(s, s.ring, s.at);
  if (s.seen < s.n) s.seen++;
  return s.seen < s.n ? Number.NaN : s.sum + s.lost;
}

function resum(total: Total, ring: Float64Array, oldest: number): void {
  total.sum = 0;
  total.lost = 0;
  for (let k = 0; k < ring.length; k++) addTo(total, ring[(oldest + k) % ring.length]!);
}

/** A whole column of running sums divided by `divisor`, bit for bit as {@link pushRunning} gives them. */
export function runningColumn(x: Float64Array, n: number, divisor: number, out: Float64Array): void {
  let sum = 0;
  let lost = 0;
  let zeros = 0;
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
    zeros = value === 0 ? zeros + 1 : 0;
    if (zeros >= n || sum - sum !== 0) {
      const total = { sum: 0, lost: 0 };
      resum(total, windowAt(x, n, i), 0);
      sum = total.sum;
      lost = total.lost;
    }
    const result = (sum + lost) / divisor;
    out[i] = i < n - 1 || result - result !== 0 ? Number.NaN : result;
  }
}

/** The last n values up to i, oldest first, with zeros before the first. */
function windowAt(x: Float64Array, n: number, i: number): Float64Array {
  const window = new Float64Array(n);
  window.set(x.subarray(Math.max(0, i - n + 1), i + 1), Math.max(0, n - 1 - i));
  return window;
}
