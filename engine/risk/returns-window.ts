/**
 * Returns of several symbols over the last `size` bars with the sums that means, variances and covariances need.
 *
 * A sum over a sliding window is usually kept by adding what enters and subtracting what leaves; one large value
 * then leaves rounding behind for good. Here the ring is split at the slot written last: sums of what stands
 * before it grow by one addition a bar, sums of what stands after it were laid down in advance when the ring was
 * last full. Nothing is ever subtracted, every bar costs O(symbols²), and the same history gives the same bits.
 */
export interface ReturnsWindow {
  readonly symbols: number;
  readonly size: number;
  /** Returns of symbol j stand at [j * size, (j + 1) * size). */
  readonly ring: Float64Array;
  /** Slot of the ring that is written next. */
  next: number;
  /** Returns known, at most `size`. */
  count: number;
  /** Sums of the slots before `next`: of each symbol, then of the products of each pair (i <= j). */
  readonly front: Float64Array;
  /** The same of the slots from k on, at [channel * (size + 1) + k]. */
  readonly back: Float64Array;
}

/** Sums kept for n symbols: one each, and one for each unordered pair. */
const channelsOf = (symbols: number): number => symbols + (symbols * (symbols + 1)) / 2;

/** Channel of the products of symbols i <= j. */
const pairChannel = (symbols: number, i: number, j: number): number =>
  symbols + i * symbols - (i * (i - 1)) / 2 + (j - i);

/** An empty window. */
export function createReturnsWindow(symbols: number, size: number): ReturnsWindow {
  const channels = channelsOf(symbols);
  return {
    symbols,
    size,
    ring: new Float64Array(symbols * size),
    next: 0,
    count: 0,
    front: new Float64Array(channels),
    back: new Float64Array(channels * (size + 1)),
  };
}

/** Takes in the returns of one bar; the oldest drop out of a full window. */
export function pushReturns(window: ReturnsWindow, returns: Float64Array): void {
  const { symbols, size, ring, front, next } = window;
  let channel = symbols;
  for (let i = 0; i < symbols; i++) {
    const a = returns[i]!;
    ring[i * size + next] = a;
    front[i]! += a;
    for (let j = i; j < symbols; j++) front[channel++]! += a * returns[j]!;
  }
  window.next++;
  if (window.count < size) window.count++;
  if (window.next === size) turn(window);
}

/** The ring is full: what was the front becomes the back, and a new front begins. */
function turn(window: ReturnsWindow): void {
  window.next = 0;
  window.front.fill(0);
  layBack(window, 0);
}

/** Lays down the sums of the slots from k on, for every k from `from` to the end. */
function layBack({ symbols, size, ring, back }: ReturnsWindow, from: number): void {
  let channel = symbols;
  for (let i = 0; i < symbols; i++) {
    const own = i * (size + 1);
    back[own + size] = 0;
    for (let k = size - 1; k >= from; k--) back[own + k] = back[own + k + 1]! + ring[i * size + k]!;
    for (let j = i; j < symbols; j++) {
      const pair = channel++ * (size + 1);
      back[pair + size] = 0;
      for (let k = size - 1; k >= from; k--) {
        back[pair + k] = back[pair + k + 1]! + ring[i * size + k]! * ring[j * size + k]!;
      }
    }
  }
}

/** Brings the sums of a window whose ring, `next` and `count` were restored back to what they were, bit for bit. */
export function resum(window: ReturnsWindow): void {
  const { symbols, size, ring, front, next, count } = window;
  front.fill(0);
  window.back.fill(0);
  for (let k = 0; k < next; k++) {
    let channel = symbols;
    for (let i = 0; i < symbols; i++) {
      front[i]! += ring[i * size + k]!;
      for (let j = i; j < symbols; j++) front[channel++]! += ring[i * size + k]! * ring[j * size + k]!;
    }
  }
  if (count === size) layBack(window, next);
}

const total = ({ front, back, size, next }: ReturnsWindow, channel: number): number =>
  front[channel]! + back[channel * (size + 1) + next]!;

/** Mean return of a symbol over the window; NaN while it is empty. */
export const meanReturn = (window: ReturnsWindow, i: number): number => total(window, i) / window.count;

/** Sample covariance (divisor n - 1) of two symbols over the window; NaN below two returns. */
export function covariance(window: ReturnsWindow, i: number, j: number): number {
  const { count, symbols } = window;
  if (count < 2) return Number.NaN;
  const products = total(window, i < j ? pairChannel(symbols, i, j) : pairChannel(symbols, j, i));
  return (products - (total(window, i) * total(window, j)) / count) / (count - 1);
}

/**
 * Sample variance of a symbol over the window; NaN below two returns, and where the difference that makes it is no
 * more than the rounding of what is subtracted: returns that all are the same have none that can be told.
 */
export function variance(window: ReturnsWindow, i: number): number {
  const { count, symbols } = window;
  if (count < 2) return Number.NaN;
  const squares = total(window, pairChannel(symbols, i, i));
  const deviation = squares - total(window, i) ** 2 / count;
  return deviation > 1e-14 * count * squares ? deviation / (count - 1) : Number.NaN;
}

/** Correlation of two symbols over the window, in [-1, 1]; NaN where either has no variance that is known. */
export function correlation(window: ReturnsWindow, i: number, j: number): number {
  const value = covariance(window, i, j) / Math.sqrt(variance(window, i) * variance(window, j));
  return value > 1 ? 1 : value < -1 ? -1 : value;
}
