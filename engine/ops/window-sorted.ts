/** The last n values, in order of arrival and in order of size. */
export interface WindowSorted {
  readonly n: number;
  readonly ring: Float64Array;
  readonly sorted: Float64Array;
  at: number;
  count: number;
}

export const windowSorted = (n: number): WindowSorted => ({
  n,
  ring: new Float64Array(n),
  sorted: new Float64Array(n),
  at: 0,
  count: 0,
});

/** How many of the first `count` sorted values are below x. */
export function countBelow(sorted: Float64Array, count: number, x: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes the next value in and the oldest out; true when the window is full. */
export function pushSorted(w: WindowSorted, x: number): boolean {
  const { n, ring, sorted } = w;
  if (w.count === n) {
    const place = countBelow(sorted, n, ring[w.at]!);
    sorted.copyWithin(place, place + 1, n);
    w.count--;
  }
  const place = countBelow(sorted, w.count, x);
  sorted.copyWithin(place + 1, place, w.count);
  sorted[place] = x;
  ring[w.at] = x;
  w.at = w.at + 1 === n ? 0 : w.at + 1;
  w.count++;
  return w.count === n;
}

/** The q-quantile of a full window, interpolated linearly between neighbours (type 7 of Hyndman and Fan, 1996). */
export function quantileOf({ sorted, n }: WindowSorted, q: number): number {
  const position = (n - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below]!;
  return below + 1 < n ? low + (sorted[below + 1]! - low) * (position - below) : low;
}
