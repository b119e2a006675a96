/** True ranges of several symbols over the last `size` bars of each, for stops at a multiple of their mean. */
export interface RangeWindow {
  readonly size: number;
  readonly ring: Float64Array;
  /** Bars seen by each symbol. */
  readonly seen: Float64Array;
}

/** An empty window. */
export const createRangeWindow = (symbols: number, size: number): RangeWindow => ({
  size,
  ring: new Float64Array(symbols * size),
  seen: new Float64Array(symbols),
});

/** Empties a window. */
export function clearRanges({ ring, seen }: RangeWindow): void {
  ring.fill(0);
  seen.fill(0);
}

/** Takes in the true range of a bar: its range, widened to the close before it (NaN for the first bar). */
export function pushRange(window: RangeWindow, i: number, high: number, low: number, before: number): void {
  const top = before > high ? before : high;
  const bottom = before < low ? before : low;
  window.ring[i * window.size + (window.seen[i]! % window.size)] = top - bottom;
  window.seen[i]!++;
}

/** Mean true range of a symbol; NaN before the window is full. Summed afresh: it is asked for only at an entry. */
export function meanRange({ size, ring, seen }: RangeWindow, i: number): number {
  if (seen[i]! < size) return Number.NaN;
  let sum = 0;
  for (let k = i * size; k < (i + 1) * size; k++) sum += ring[k]!;
  return sum / size;
}
