/** Indices to draw of long columns: increasing, at most about `limit`, the first and the last among them. */
export type Indices = Float64Array;

/**
 * Chooses the bars to draw of columns that share a time line. Time is cut into equal buckets, and of each bucket the
 * lowest and the highest bar of every column is kept: no peak or trough is lost, whatever the zoom. Short columns are
 * kept whole.
 *
 * @example
 * [...keepExtremes([Float64Array.of(1, 9, 2, 0, 3, 3)], { from: 0, to: 6, limit: 4 })] // => [0, 1, 3, 5]
 */
export function keepExtremes(
  columns: readonly Float64Array[],
  { from, to, limit }: { readonly from: number; readonly to: number; readonly limit: number },
): Indices {
  const length = to - from;
  if (length <= limit) return Float64Array.from({ length: Math.max(0, length) }, (_, i) => from + i);
  const buckets = Math.max(1, Math.floor((limit - 2) / (2 * columns.length)));
  const kept = new Set<number>([from, to - 1]);
  for (let b = 0; b < buckets; b++) {
    const first = from + Math.floor((b * length) / buckets);
    const last = from + Math.floor(((b + 1) * length) / buckets);
    for (const column of columns) {
      const [low, high] = extremes(column, first, last);
      if (low >= 0) kept.add(low).add(high);
    }
  }
  return Float64Array.from(kept).sort();
}

/** Indices of the lowest and the highest known value in [first, last), the first of equal ones; -1 where none is known. */
export function extremes(column: Float64Array, first: number, last: number): [number, number] {
  let low = -1;
  let high = -1;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = first; i < last; i++) {
    const value = column[i]!;
    if (value < least) {
      least = value;
      low = i;
    }
    if (value > most) {
      most = value;
      high = i;
    }
  }
  return [low, high];
}
