/**
 * Returns of several symbols over the last `size` bars, with their means, covariances and correlations.
 *
 * A sum over a sliding window is usually kept by adding what enters and subtracting what leaves; one large value
 * then leaves rounding behind for good. Here the ring is split at the slot written last: sums of what stands
 * before it grow by one addition a bar, sums of what stands after it were laid down in advance when the ring was
 * last full. Nothing is ever subtracted, every bar costs O(symbols²), and the same history gives the same bits.
 */
export interface ReturnsWindow {
  readonly symbols: number;
  readonly size: number;
  /** Return of symbol j in slot k stands at k * symbols + j. */
  readonly ring: Float64Array;
  /** Slot of the ring that is written next. */
  next: number;
  /** Returns known, at most `size`. */
  count: number;
  /** Sums of the slots before `next`: of each symbol, then of the products of each pair (i <= j). */
  readonly front: Float64Array;
  /** The same of the slots from k on, at k * channels + channel. */
  readonly back: Float64Array;
  readonly means: Float64Array;
  /** Sample covariances (divisor n - 1) at i * symbols + j; NaN below two returns. */
  readonly covariances: Float64Array;
  /** Correlations in [-1, 1] at i * symbols + j; NaN where a symbol has no variance that can be told. */
  readonly correlations: Float64Array;
}

/** An empty window. */
export function createReturnsWindow(symbols: number, size: number): ReturnsWindow {
  // One channel for each symbol, and one for each unordered pair.
  const channels = symbols + (symbols * (symbols + 1)) / 2;
  const unknown = (length: number) => new Float64Array(length).fill(Number.NaN);
  return {
    symbols,
    size,
    ring: new Float64Array(symbols * size),
    next: 0,
    count: 0,
    front: new Float64Array(channels),
    back: new Float64Array(symbols === 0 ? 0 : channels * (size + 1)),
    means: unknown(symbols),
    covariances: unknown(symbols * symbols),
    correlations: unknown(symbols * symbols),
  };
}

/** Empties a window. */
export function clearReturns(window: ReturnsWindow): void {
  window.next = 0;
  window.count = 0;
  for (const sums of [window.ring, window.front, window.back]) sums.fill(0);
  for (const moments of [window.means, window.covariances, window.correlations]) moments.fill(Number.NaN);
}

/** Takes in the returns of one bar; the oldest drop out of a full window. */
export function pushReturns(window: ReturnsWindow, returns: Float64Array): void {
  const { symbols, size, ring, next } = window;
  for (let i = 0; i < symbols; i++) ring[next * symbols + i] = returns[i]!;
  addSlot(window, next);
  window.next++;
  if (window.count < size) window.count++;
  if (window.next === size) {
    // What was the front becomes the back, and a new front begins.
    window.next = 0;
    window.front.fill(0);
    layBack(window, 0);
  }
  refresh(window);
}

/** Adds a slot to the sums of the front. */
function addSlot({ symbols, ring, front }: ReturnsWindow, slot: number): void {
  const from = slot * symbols;
  let channel = symbols;
  for (let i = 0; i < symbols; i++) {
    const a = ring[from + i]!;
    front[i]! += a;
    for (let j = i; j < symbols; j++) front[channel++]! += a * ring[from + j]!;
  }
}

/** Lays down the sums of the slots from k on, for every k from `from` to the end. */
function layBack({ symbols, size, ring, front, back }: ReturnsWindow, from: number): void {
  const channels = front.length;
  back.fill(0, size * channels);
  for (let k = size - 1; k >= from; k--) {
    const [own, after] = [k * channels, (k + 1) * channels];
    let channel = symbols;
    for (let i = 0; i < symbols; i++) {
      const a = ring[k * symbols + i]!;
      back[own + i] = back[after + i]! + a;
      for (let j = i; j < symbols; j++, channel++) {
        back[own + channel] = back[after + channel]! + a * ring[k * symbols + j]!;
      }
    }
  }
}

/** Brings the moments up to date with the sums. */
function refresh({
  symbols,
  next,
  count,
  front,
  back,
  means,
  covariances,
  correlations,
}: ReturnsWindow): void {
  const from = next * front.length;
  for (let i = 0; i < symbols; i++) means[i] = (front[i]! + back[from + i]!) / count;
  let channel = symbols;
  for (let i = 0; i < symbols; i++) {
    for (let j = i; j < symbols; j++, channel++) {
      const products = front[channel]! + back[from + channel]!;
      const squares = means[i]! * means[j]! * count;
      const covariance = (products - squares) / (count - 1);
      covariances[i * symbols + j] = covariance;
      covariances[j * symbols + i] = covariance;
      // A difference that is no more than the rounding of what is subtracted tells no variance.
      if (i === j)
        correlations[i * symbols + i] = products - squares > 1e-14 * count * products ? 1 : Number.NaN;
    }
  }
  correlate(symbols, covariances, correlations);
}

/** Correlations from covariances; the diagonal says which variances can be told. */
function correlate(symbols: number, covariances: Float64Array, correlations: Float64Array): void {
  for (let i = 0; i < symbols; i++) {
    const own = correlations[i * symbols + i]! * covariances[i * symbols + i]!;
    for (let j = i + 1; j < symbols; j++) {
      const other = correlations[j * symbols + j]! * covariances[j * symbols + j]!;
      const value = covariances[i * symbols + j]! / Math.sqrt(own * other);
      const held = value > 1 ? 1 : value < -1 ? -1 : value;
      correlations[i * symbols + j] = held;
      correlations[j * symbols + i] = held;
    }
  }
}

/** Brings everything back to what it was, bit for bit, in a window whose ring, `next` and `count` were restored. */
export function restoreSums(window: ReturnsWindow): void {
  const { size, front, back, next, count } = window;
  front.fill(0);
  back.fill(0);
  for (let k = 0; k < next; k++) addSlot(window, k);
  if (count === size) layBack(window, next);
  if (count > 0) refresh(window);
}
