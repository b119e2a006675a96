/**
 * Moves values within a part of a column so that the one at `k` is the one that sorting would put there, with none
 * greater before it and none smaller after it. Returns that value. Expected time is linear: the pivots come from a
 * recursive sample around the wanted rank (Floyd and Rivest 1975, algorithm 489). The values must hold no NaN.
 */
export function select(xs: Float64Array, k: number, low = 0, high = xs.length - 1): number {
  let left = low;
  let right = high;
  while (right > left) {
    const n = right - left + 1;
    if (n > 600) {
      const i = k - left + 1;
      const z = Math.log(n);
      const size = 0.5 * Math.exp((2 * z) / 3);
      const spread = 0.5 * Math.sqrt((z * size * (n - size)) / n) * (i < n / 2 ? -1 : 1);
      const sampleLeft = Math.max(left, Math.floor(k - (i * size) / n + spread));
      const sampleRight = Math.min(right, Math.floor(k + ((n - i) * size) / n + spread));
      select(xs, k, sampleLeft, sampleRight);
    }
    const pivot = xs[k]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (xs[i]! < pivot) i++;
      while (xs[j]! > pivot) j--;
      if (i <= j) {
        const x = xs[i]!;
        xs[i++] = xs[j]!;
        xs[j--] = x;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return xs[k]!;
}

/**
 * Quantiles of an unsorted column by linear interpolation between order statistics (type 7 of Hyndman and Fan
 * 1996), for probabilities in rising order. Reorders the column, which must hold no NaN. NaN for an empty one.
 */
export function quantilesInPlace(xs: Float64Array, probabilities: readonly number[]): number[] {
  const out = probabilities.map(() => Number.NaN);
  // From the greatest down, each search within what the last one left below it.
  let high = xs.length - 1;
  for (let j = probabilities.length - 1; j >= 0 && high >= 0; j--) {
    const rank = probabilities[j]! * (xs.length - 1);
    const k = Math.floor(rank);
    const value = select(xs, k, 0, high);
    if (k < high) {
      bringLeast(xs, k + 1, high);
      high = k + 1;
    }
    out[j] = Number.isInteger(rank) ? value : value + (xs[k + 1]! - value) * (rank - Math.floor(rank));
  }
  return out;
}

/** Swaps the least value of a part to its beginning. */
function bringLeast(xs: Float64Array, from: number, to: number): void {
  let least = from;
  let value = xs[from]!;
  for (let i = from + 1; i <= to; i++) {
    if (xs[i]! < value) {
      value = xs[i]!;
      least = i;
    }
  }
  xs[least] = xs[from]!;
  xs[from] = value;
}

/**
 * Quantile of a column, which is left as it is; see {@link quantilesInPlace}. NaN where the column holds NaN.
 *
 * @example
 * quantile(Float64Array.of(3, 1, 2, 4), 0.5) // => 2.5
 */
export function quantile(xs: Float64Array, p: number): number {
  for (let i = 0; i < xs.length; i++) if (xs[i] !== xs[i]) return Number.NaN;
  return quantilesInPlace(xs.slice(), [p])[0]!;
}

/** Quantile of a column that is already sorted, rising; type 7. NaN for an empty one. */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const rank = p * (n - 1);
  const k = Math.floor(rank);
  const fraction = rank - k;
  return fraction === 0 ? sorted[k]! : sorted[k]! + (sorted[k + 1]! - sorted[k]!) * fraction;
}
