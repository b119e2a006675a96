import type { Bars } from "../trade/bars.ts";

/** Extremes of every stretch of so many bars of a market, by the bar that it begins with. */
interface Windows {
  readonly width: number;
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** The range of any stretch of bars, found without a look at each. The widest windows first; the last are the bars themselves. */
export type Extremes = readonly Windows[];

/** Widths of windows: a stretch is covered by less than eight of them, or by one for each 64 bars. */
const widths = [64, 8];

/** Makes the windows of a market, a few columns of its length. */
export function extremesOf({ high, low }: Bars): Extremes {
  const bars: Windows = { width: 1, high, low };
  const made: Windows[] = [bars];
  for (const width of widths.toReversed()) made.unshift(widened(made[0]!, width));
  return made;
}

/** Windows of a greater width; what they would reach beyond the last bar is left out. */
function widened(from: Windows, to: number): Windows {
  let { width, high, low } = from;
  for (; width < to; width *= 2) {
    high = pairwise(high, width, (a, b) => (b > a ? b : a));
    low = pairwise(low, width, (a, b) => (b < a ? b : a));
  }
  return { width, high, low };
}

function pairwise(
  column: Float64Array,
  shift: number,
  better: (a: number, b: number) => number,
): Float64Array {
  const end = column.length - shift;
  return column.map((x, t) => (t < end ? better(x, column[t + shift]!) : x));
}

/** What {@link findRange} found: one record, written anew by each. */
export const range = { highest: Number.NaN, lowest: Number.NaN };

/** Finds the highest high and the lowest low of bars `from` to `to`: infinite, the other way round, without any. */
export function findRange(extremes: Extremes, from: number, to: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  let k = 0;
  while (k < extremes.length - 1 && extremes[k]!.width > to - from) k++;
  const { width, high, low } = extremes[k]!;
  // The last window may overlap the one before it.
  for (let t = from; t < to; t += width) {
    const at = t + width > to ? to - width : t;
    if (high[at]! > highest) highest = high[at]!;
    if (low[at]! < lowest) lowest = low[at]!;
  }
  range.highest = highest;
  range.lowest = lowest;
}
