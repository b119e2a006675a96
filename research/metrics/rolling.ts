import { assert } from "../../engine/core/errors.ts";

/** A window's means and sums of squared deviations and of their products, as it slides over two columns. */
interface Window {
  meanA: number;
  meanB: number;
  squaresA: number;
  squaresB: number;
  products: number;
}

/** A sum of squares below this a bar is the rounding of returns, and counts as none. */
const noise = 1e-28;

/**
 * Slides a window over two columns (which may be one) and calls `at` for every bar on which a full one ends.
 * The sums are updated as values come and go, and computed afresh once a window, and whenever a sum of squares has
 * shrunk so far since then that what is left could be rounding: errors neither pile up nor pass for variance.
 */
function slide(a: Float64Array, b: Float64Array, length: number, at: (i: number, w: Window) => void): void {
  assert(Number.isInteger(length) && length > 1, `rolling window of ${length} bars`);
  const w: Window = { meanA: 0, meanB: 0, squaresA: 0, squaresB: 0, products: 0 };
  let peakA = 0;
  let peakB = 0;
  for (let i = length - 1; i < a.length; i++) {
    let fresh = (i + 1) % length === 0 || i === length - 1;
    if (!fresh) {
      move(w, a, b, i, length);
      peakA = Math.max(peakA, w.squaresA);
      peakB = Math.max(peakB, w.squaresB);
      // Written so that NaN is computed afresh too: it must not outlive its window.
      fresh = !(w.squaresA > 1e-3 * peakA && w.squaresB > 1e-3 * peakB);
    }
    if (fresh) {
      measure(w, a, b, i, length);
      peakA = w.squaresA;
      peakB = w.squaresB;
    }
    at(i, w);
  }
}

/** Takes in the values at `i` and drops those that leave the window (Welford's update with removal). */
function move(w: Window, a: Float64Array, b: Float64Array, i: number, length: number): void {
  const comeA = a[i]!;
  const comeB = b[i]!;
  const goneA = a[i - length]!;
  const goneB = b[i - length]!;
  const lastA = w.meanA;
  const lastB = w.meanB;
  w.meanA += (comeA - goneA) / length;
  w.meanB += (comeB - goneB) / length;
  w.squaresA += (comeA - goneA) * (comeA - w.meanA + goneA - lastA);
  w.squaresB += (comeB - goneB) * (comeB - w.meanB + goneB - lastB);
  w.products += (comeA - lastA) * (comeB - w.meanB) - (goneA - lastA) * (goneB - w.meanB);
}

/** The same sums by two passes over the window that ends at `end`. */
function measure(w: Window, a: Float64Array, b: Float64Array, end: number, length: number): void {
  const from = end - length + 1;
  let sumA = 0;
  let sumB = 0;
  for (let i = from; i <= end; i++) {
    sumA += a[i]!;
    sumB += b[i]!;
  }
  w.meanA = sumA / length;
  w.meanB = sumB / length;
  w.squaresA = w.squaresB = w.products = 0;
  for (let i = from; i <= end; i++) {
    const x = a[i]! - w.meanA;
    const y = b[i]! - w.meanB;
    w.squaresA += x * x;
    w.squaresB += y * y;
    w.products += x * y;
  }
  if (w.squaresA <= length * noise) w.squaresA = 0;
  if (w.squaresB <= length * noise) w.squaresB = 0;
}

const unknownColumn = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);

/** Rolling annual volatility (ddof 1, times sqrt(perYear)); NaN before the first full window. */
export function rollingVolatility(returns: Float64Array, window: number, perYear: number): Float64Array {
  const out = unknownColumn(returns.length);
  slide(returns, returns, window, (i, w) => {
    out[i] = Math.sqrt((w.squaresA / (window - 1)) * perYear);
  });
  return out;
}

/**
 * Rolling Sharpe ratio (ddof 1, risk-free rate 0, times sqrt(perYear)); NaN before the first full window and where
 * the returns of a window do not vary.
 */
export function rollingSharpe(returns: Float64Array, window: number, perYear: number): Float64Array {
  const out = unknownColumn(returns.length);
  slide(returns, returns, window, (i, w) => {
    const sd = Math.sqrt(w.squaresA / (window - 1));
    out[i] = sd === 0 ? Number.NaN : (w.meanA / sd) * Math.sqrt(perYear);
  });
  return out;
}

/** Rolling beta to a benchmark (ddof 1 covariances); NaN before the first full window and where the benchmark does not vary. */
export function rollingBeta(returns: Float64Array, benchmark: Float64Array, window: number): Float64Array {
  const out = unknownColumn(returns.length);
  slide(returns, benchmark, window, (i, w) => {
    out[i] = w.squaresB === 0 ? Number.NaN : w.products / w.squaresB;
  });
  return out;
}
