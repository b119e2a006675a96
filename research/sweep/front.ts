/** A variant that no other beats in both of two objectives. */
export interface FrontPoint {
  readonly x: number;
  readonly y: number;
  readonly index: number;
  readonly point: Float64Array;
}

/**
 * Takes variants one by one and keeps those on the Pareto front: no other has as much of `x` and more of `y`, or more of
 * `x` and as much of `y`. Of equal ones the first stays.
 */
export function createFront() {
  // From the greatest x to the least, so that y rises.
  const front: FrontPoint[] = [];
  return {
    add: (x: number, y: number, index: number, point: Float64Array): void => {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return;
      let low = 0;
      let high = front.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (front[middle]!.x >= x) low = middle + 1;
        else high = middle;
      }
      // Of those with as much x or more, the last has the most y.
      if (low > 0 && front[low - 1]!.y >= y) return;
      const from = low > 0 && front[low - 1]!.x === x ? low - 1 : low;
      let to = low;
      while (to < front.length && front[to]!.y <= y) to++;
      front.splice(from, to - from, { x, y, index, point: point.slice() });
    },
    list: (): readonly FrontPoint[] => front,
  };
}
