import { missingBin } from "./bins.ts";
import { type Histogram, histogramSize } from "./histogram.ts";

/** What keeps trees from learning noise. */
export interface Restraint {
  /** L2 penalty on leaf values. */
  readonly l2: number;
  /** Rows that a leaf must hold. */
  readonly leafRowsMin: number;
  /** Hessian that a leaf must hold. */
  readonly leafHessianMin: number;
  /** Gain that a split must reach. */
  readonly gainMin: number;
  /** By feature: 1 for a score that must not fall as it rises, -1 for one that must not rise, 0 for neither. */
  readonly monotone: Int8Array | undefined;
}

/** Sums over the rows of a leaf. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

/** Where a leaf is best cut in two. */
export interface Split {
  readonly feature: number;
  /** Greatest bin that goes left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
  readonly left: Sums;
  readonly right: Sums;
}

/** Between which values a leaf may lie, so that monotone constraints above it hold. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The Newton step that a leaf takes, within its bounds. */
export function leafValue({ gradient, hessian }: Sums, { l2 }: Restraint, { low, high }: Bounds): number {
  return Math.min(high, Math.max(low, step(gradient, hessian, l2)));
}

const step = (gradient: number, hessian: number, l2: number): number =>
  hessian + l2 > 0 ? -gradient / (hessian + l2) : 0;

/** Twice the fall of the second-order loss by a leaf's value (Chen and Guestrin 2016, equation 6). */
const worthAt = (gradient: number, hessian: number, value: number): number =>
  -(2 * gradient + hessian * value) * value;

interface Leaf {
  readonly histogram: Histogram;
  readonly sums: Sums;
  readonly bounds: Bounds;
}

/** The best split of a leaf over some features; undefined where none gains. Ties fall to the first. */
export function bestSplit(
  leaf: Leaf,
  features: ArrayLike<number>,
  binCounts: readonly number[],
  restraint: Restraint,
): Split | undefined {
  let best: Split | undefined;
  for (let k = 0; k < features.length; k++) {
    const found = bestOfFeature(leaf, features[k]!, binCounts[features[k]!]!, restraint, best);
    if (found) best = found;
  }
  return best;
}

function bestOfFeature(
  leaf: Leaf,
  feature: number,
  binCount: number,
  restraint: Restraint,
  before: Split | undefined,
): Split | undefined {
  const missing = leaf.histogram[feature * histogramSize + missingBin * 4 + 2]! > 0;
  const right = scan(leaf, feature, binCount, restraint, before?.gain ?? restraint.gainMin, false);
  if (!missing) return right;
  const least = right?.gain ?? before?.gain ?? restraint.gainMin;
  return scan(leaf, feature, binCount, restraint, least, true) ?? right;
}

/** Tries each edge of a feature, with unknown values on one side; gives the best above `gainLeast`. */
function scan(
  { histogram, sums, bounds }: Leaf,
  feature: number,
  binCount: number,
  { l2, leafRowsMin, leafHessianMin, monotone }: Restraint,
  gainLeast: number,
  missingLeft: boolean,
): Split | undefined {
  const from = feature * histogramSize;
  const gap = from + missingBin * 4;
  const direction = monotone?.[feature] ?? 0;
  const bounded = monotone !== undefined;
  let g = missingLeft ? histogram[gap]! : 0;
  let h = missingLeft ? histogram[gap + 1]! : 0;
  let n = missingLeft ? histogram[gap + 2]! : 0;
  const { gradient, hessian, rows } = sums;
  const own = within(step(gradient, hessian, l2), bounds);
  const whole = worthAt(gradient, hessian + l2, own);
  let gainBest = gainLeast;
  let bin = -2;
  let [bg, bh, bn] = [0, 0, 0];
  // Unknown values alone on the left are the same split as all known values on the right.
  const last = missingLeft || histogram[gap + 2]! === 0 ? binCount - 1 : binCount;
  // Plain variables all through: this loop sees each bin of each feature of each node.
  for (let b = 0; b < last; b++) {
    const at = from + b * 4;
    if (histogram[at + 2] === 0) continue;
    g += histogram[at]!;
    h += histogram[at + 1]!;
    n += histogram[at + 2]!;
    if (n < leafRowsMin || h < leafHessianMin) continue;
    const rg = gradient - g;
    const rh = hessian - h;
    if (rows - n < leafRowsMin || rh < leafHessianMin) break;
    let gain = (g * g) / (h + l2) + (rg * rg) / (rh + l2) - whole;
    if (bounded) {
      const vl = within(step(g, h, l2), bounds);
      const vr = within(step(rg, rh, l2), bounds);
      if (direction * (vr - vl) < 0) continue;
      gain = worthAt(g, h + l2, vl) + worthAt(rg, rh + l2, vr) - whole;
    }
    if (gain > gainBest) {
      gainBest = gain;
      bin = b;
      bg = g;
      bh = h;
      bn = n;
    }
  }
  if (bin === -2) return undefined;
  return {
    feature,
    bin,
    missingLeft,
    gain: gainBest,
    left: { gradient: bg, hessian: bh, rows: bn },
    right: { gradient: gradient - bg, hessian: hessian - bh, rows: rows - bn },
  };
}

const within = (value: number, { low, high }: Bounds): number => Math.min(high, Math.max(low, value));
