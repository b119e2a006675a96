/**
 * Writes the bars from `from` on, `from` itself first, at which one column comes to be above another, below it or equal to
 * it, rising, and with `after` the bar after each as well; gives their number. Neither holds a NaN from `from` on.
 */
export type OrderChanges = (
  left: Float64Array,
  right: Float64Array,
  from: number,
  after: boolean,
  at: Int32Array,
) => number;

/** The meaning, bar by bar. */
export const orderChanges: OrderChanges = (left, right, from, after, at) => {
  const { length } = left;
  let count = 0;
  let order = Number.NaN;
  let due = false;
  for (let i = from; i < length; i++) {
    const now = left[i]! > right[i]! ? 1 : left[i]! < right[i]! ? -1 : 0;
    const turned = now !== order;
    if (turned || due) at[count++] = i;
    due = turned && after;
    order = now;
  }
  return count;
};
