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
function extremes(column: Float64Array, first: number, last: number): [number, number] {
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

/** Candles of several bars each: the first open, the highest high, the lowest low, the last close. */
export interface Candles {
  /** Open time of the first bar of each candle, ms since 1970 UTC. */
  readonly ts: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Bars in one candle. */
  readonly size: number;
}

interface Ohlc {
  readonly ts: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Joins neighbouring bars to at most `limit` candles of equal size; the last one may hold fewer bars. */
export function joinBars(
  bars: Ohlc,
  { from, limit }: { readonly from: number; readonly limit: number },
): Candles {
  const length = bars.ts.length - from;
  const size = Math.max(1, Math.ceil(length / limit));
  const count = Math.ceil(length / size);
  const column = () => new Float64Array(count);
  const candles = { ts: column(), open: column(), high: column(), low: column(), close: column(), size };
  for (let k = 0; k < count; k++) {
    const first = from + k * size;
    const last = Math.min(first + size, bars.ts.length) - 1;
    candles.ts[k] = bars.ts[first]!;
    candles.open[k] = bars.open[first]!;
    candles.close[k] = bars.close[last]!;
    [candles.low[k], candles.high[k]] = rangeOfBars(bars, first, last);
  }
  return candles;
}

/** Lowest low and highest high of the bars from `first` to `last`; NaN where none is known. */
function rangeOfBars({ low, high }: Ohlc, first: number, last: number): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = first; i <= last; i++) {
    if (low[i]! < least) least = low[i]!;
    if (high[i]! > most) most = high[i]!;
  }
  return [least < Number.POSITIVE_INFINITY ? least : NaN, most > Number.NEGATIVE_INFINITY ? most : NaN];
}
