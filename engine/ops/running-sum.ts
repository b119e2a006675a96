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
  // An overflow must not outlive the values that caused it.
  if (s.sum - s.sum !== 0) resum(s, s.ring, s.at);
  if (s.seen < s.n) s.seen++;
  if (s.seen < s.n) return Number.NaN;
  // Rounding of `lost` itself may leave 1e-33 where nothing is left.
  return x === 0 && s.run >= s.n ? 0 : s.sum + s.lost;
}

/**
 * Takes the next value and gives the mean of the last n. A flat window has exactly its value for a mean, or a price
 * that stands still would cross its own average by a bit of rounding.
 */
export function pushMean(s: RunningSum, x: number): number {
  const sum = pushRunning(s, x);
  return s.run >= s.n ? x : sum / s.n;
}

function resum(total: Total, ring: Float64Array, oldest: number): void {
  total.sum = 0;
  total.lost = 0;
  for (let k = 0; k < ring.length; k++) addTo(total, ring[(oldest + k) % ring.length]!);
}

const blockLength = 512;

/** A whole column of sums or means, bit for bit as {@link pushRunning} or {@link pushMean} give them. */
export function runningColumn(x: Float64Array, n: number, kind: "sum" | "mean", out: Float64Array): void {
  const divisor = kind === "mean" ? n : 1;
  const total = { sum: 0, lost: 0 };
  let i = Math.min(n, x.length);
  carefulBlock(x, n, divisor, out, 0, i, total);
  for (let end = i; i < x.length; i = end) {
    end = Math.min(i + blockLength, x.length);
    const { sum, lost } = total;
    if (quickBlock(x, n, divisor, out, i, end, total)) continue;
    total.sum = sum;
    total.lost = lost;
    carefulBlock(x, n, divisor, out, i, end, total);
  }
  settleFlat(x, n, kind, out);
}

/**
 * Sums of full windows, with nothing in the loop but what each bar needs: a test at each bar makes it twice as slow.
 * False if a sum overflowed, in which case the block must be done again.
 */
function quickBlock(
  x: Float64Array,
  n: number,
  divisor: number,
  out: Float64Array,
  start: number,
  end: number,
  total: Total,
): boolean {
  let sum = total.sum;
  let lost = total.lost;
  // Stays 0 as long as all results are finite numbers.
  let trouble = 0;
  for (let i = start; i < end; i++) {
    const value = x[i]!;
    const old = x[i - n]!;
    const middle = sum + value;
    const part = middle - sum;
    lost += sum - (middle - part) + (value - part);
    sum = middle - old;
    const rest = sum - middle;
    lost += middle - (sum - rest) - (old + rest);
    const result = (sum + lost) / divisor;
    trouble += result - result;
    out[i] = result;
  }
  total.sum = sum;
  total.lost = lost;
  return trouble === 0;
}

/** The same a bar at a time, as a stream does it: before the first window is full, and through overflows. */
function carefulBlock(
  x: Float64Array,
  n: number,
  divisor: number,
  out: Float64Array,
  start: number,
  end: number,
  total: Total,
): void {
  for (let i = start; i < end; i++) {
    addTo(total, x[i]!);
    if (i >= n) addTo(total, -x[i - n]!);
    if (total.sum - total.sum !== 0) resum(total, x.subarray(Math.max(0, i - n + 1), i + 1), 0);
    out[i] = i < n - 1 ? Number.NaN : finite((total.sum + total.lost) / divisor);
  }
}

/** Gives flat windows their exact mean, and windows of zeros their exact sum. */
function settleFlat(x: Float64Array, n: number, kind: "sum" | "mean", out: Float64Array): void {
  const settle = (i: number) => {
    if (kind === "mean") out[i] = x[i]!;
    else if (x[i] === 0) out[i] = 0;
  };
  let start = 0;
  if (n === 1) settle(0);
  for (let i = 1; i < x.length; i++) {
    if (x[i] !== x[i - 1]) start = i;
    if (i - start >= n - 1) settle(i);
  }
}
