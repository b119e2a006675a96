/**
 * The ways from the root to the nodes in hand, one behind the other in the same memory: the features on the way, and how
 * much each number of known ones weighs.
 */
export interface Paths {
  readonly feature: Int32Array;
  /** Share of the cover that goes the path's way where the feature is left out. */
  readonly zero: Float64Array;
  /** 1 where the sample goes the path's way, else 0. */
  readonly one: Float64Array;
  readonly weight: Float64Array;
}

/** Memory for paths of 1 to `steps` steps. */
export function createPaths(steps: number): Paths {
  const size = (steps * (steps + 1)) / 2 + steps;
  return {
    feature: new Int32Array(size),
    zero: new Float64Array(size),
    one: new Float64Array(size),
    weight: new Float64Array(size),
  };
}

/** Copies the `depth` steps of the path at `from` to `to`, behind it, and adds one. */
export function extend(
  { feature, zero, one, weight }: Paths,
  from: number,
  to: number,
  depth: number,
  stepZero: number,
  stepOne: number,
  stepFeature: number,
): void {
  for (let i = 0; i < depth; i++) {
    feature[to + i] = feature[from + i]!;
    zero[to + i] = zero[from + i]!;
    one[to + i] = one[from + i]!;
    weight[to + i] = weight[from + i]!;
  }
  feature[to + depth] = stepFeature;
  zero[to + depth] = stepZero;
  one[to + depth] = stepOne;
  weight[to + depth] = depth === 0 ? 1 : 0;
  for (let i = depth - 1; i >= 0; i--) {
    weight[to + i + 1]! += (stepOne * weight[to + i]! * (i + 1)) / (depth + 1);
    weight[to + i] = (stepZero * weight[to + i]! * (depth - i)) / (depth + 1);
  }
}

/** Takes step `at` of the path of so many steps at `from` back. */
export function unwind(
  { feature, zero, one, weight }: Paths,
  from: number,
  length: number,
  at: number,
): void {
  const last = length - 1;
  const o = one[from + at]!;
  const z = zero[from + at]!;
  let next = weight[from + last]!;
  for (let i = last - 1; i >= 0; i--) {
    if (o !== 0) {
      const before = weight[from + i]!;
      weight[from + i] = (next * length) / ((i + 1) * o);
      next = before - (weight[from + i]! * z * (last - i)) / length;
    } else weight[from + i] = (weight[from + i]! * length) / (z * (last - i));
  }
  for (let i = from + at; i < from + last; i++) {
    feature[i] = feature[i + 1]!;
    zero[i] = zero[i + 1]!;
    one[i] = one[i + 1]!;
  }
}

/** Sum of the weights that the path of so many steps at `from` would have without step `at`. */
export function unwoundSum({ zero, one, weight }: Paths, from: number, length: number, at: number): number {
  const last = length - 1;
  const o = one[from + at]!;
  const z = zero[from + at]!;
  let sum = 0;
  if (o === 0) {
    for (let i = 0; i < last; i++) sum += weight[from + i]! / (last - i);
    return (sum * length) / z;
  }
  let next = weight[from + last]!;
  for (let i = last - 1; i >= 0; i--) {
    const own = (next * length) / ((i + 1) * o);
    sum += own;
    next = weight[from + i]! - (own * z * (last - i)) / length;
  }
  return sum;
}
