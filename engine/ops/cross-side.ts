/** Which of two series was above when they last differed: 1 the left, -1 the right, 0 neither yet. */
export interface CrossSide {
  side: number;
  seen: boolean;
}

export const crossSide = (): CrossSide => ({ side: 0, seen: false });

/**
 * Takes the next pair: 1 where the left comes to be above and was below when they last differed, -1 the other way
 * round, else 0; NaN at the first pair, which has no past. Touching is neutral: it changes no side.
 */
export function pushSide(s: CrossSide, left: number, right: number): number {
  const before = s.side;
  if (left > right) s.side = 1;
  else if (left < right) s.side = -1;
  if (!s.seen) {
    s.seen = true;
    return Number.NaN;
  }
  return before * s.side === -1 ? s.side : 0;
}

/**
 * Bars at which a crossing must be looked at: the first two, each at which the other series comes to be above, and the
 * one after it, which is none any more.
 */
export function crossWakes([left, right]: readonly Float64Array[], from: number, at: Int32Array): number {
  const a = left!;
  const b = right!;
  const { length } = a;
  let count = 0;
  let i = from;
  if (i < length) at[count++] = i++;
  if (i < length) at[count++] = i;
  i = from;
  while (i < length && a[i] === b[i]) i++;
  let above = i < length && a[i]! > b[i]!;
  while (i < length) {
    // The bar before may have named this one as the one after it.
    if (at[count - 1]! < i) at[count++] = i;
    if (at[count - 1]! <= i && i + 1 < length) at[count++] = i + 1;
    i = above ? skipAtLeast(a, b, i) : skipAtLeast(b, a, i);
    above = !above;
  }
  return count;
}

/** The first bar from `from` on at which `a` is below `b`. */
function skipAtLeast(a: Float64Array, b: Float64Array, from: number): number {
  const { length } = a;
  let i = from;
  // Eight at a time: the loop itself costs as much as the comparison.
  while (
    i + 7 < length &&
    a[i]! >= b[i]! &&
    a[i + 1]! >= b[i + 1]! &&
    a[i + 2]! >= b[i + 2]! &&
    a[i + 3]! >= b[i + 3]! &&
    a[i + 4]! >= b[i + 4]! &&
    a[i + 5]! >= b[i + 5]! &&
    a[i + 6]! >= b[i + 6]! &&
    a[i + 7]! >= b[i + 7]!
  ) {
    i += 8;
  }
  while (i < length && a[i]! >= b[i]!) i++;
  return i;
}
