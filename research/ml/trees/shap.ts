import type { TreeEnsemble } from "../../../engine/model/trees.ts";

/** How a sample's score came about. */
export interface Shap {
  /** Expectation of the score over the training samples: base plus, by cover, the leaves. */
  readonly expectation: number;
  /** By feature, what it adds to the expectation; with it, they sum to the score. */
  readonly values: Float64Array;
}

/** One feature on the way from the root to a node, with the weights of subsets of each size. */
interface Path {
  readonly feature: Int32Array;
  /** Share of the cover that goes the path's way where the feature is left out. */
  readonly zero: Float64Array;
  /** 1 where the sample goes the path's way, else 0. */
  readonly one: Float64Array;
  readonly weight: Float64Array;
}

const pathOf = (length: number): Path => ({
  feature: new Int32Array(length),
  zero: new Float64Array(length),
  one: new Float64Array(length),
  weight: new Float64Array(length),
});

/**
 * SHAP values of the score, before the link, by TreeSHAP on the cover of the nodes (Lundberg, Erion and Lee 2018,
 * algorithm 2): exact Shapley values of the expectation in which a feature that is left out follows the training
 * samples down both sides.
 */
export function shap(trees: TreeEnsemble, x: Float64Array, offset: number, features: number): Shap {
  const values = new Float64Array(features);
  let expectation = trees.base;
  for (const root of trees.roots) {
    expectation += expectationAt(trees, root);
    const path = pathOf(1);
    descend(trees, { x, offset, values }, root, path, 0, { zero: 1, one: 1, feature: -1 });
  }
  return { expectation, values };
}

/** Mean of the leaves below a node, by cover. */
export function expectationAt(trees: TreeEnsemble, node: number): number {
  if (trees.feature[node]! < 0) return trees.value[node]!;
  const left = trees.left[node]!;
  const [a, b] = [trees.cover[left]!, trees.cover[left + 1]!];
  return (a * expectationAt(trees, left) + b * expectationAt(trees, left + 1)) / (a + b);
}

interface Sample {
  readonly x: Float64Array;
  readonly offset: number;
  readonly values: Float64Array;
}

interface Step {
  readonly zero: number;
  readonly one: number;
  readonly feature: number;
}

function descend(
  trees: TreeEnsemble,
  sample: Sample,
  node: number,
  above: Path,
  depthAbove: number,
  step: Step,
): void {
  const path = extended(above, depthAbove, step);
  let depth = depthAbove + 1;
  const feature = trees.feature[node]!;
  if (feature < 0) {
    for (let i = 1; i < depth; i++) {
      const share = unwoundSum(path, depth, i) * (path.one[i]! - path.zero[i]!);
      sample.values[path.feature[i]!]! += share * trees.value[node]!;
    }
    return;
  }
  // A feature that was met before counts once: its first step is taken back and folded into this one.
  let [zero, one] = [1, 1];
  for (let i = 1; i < depth; i++) {
    if (path.feature[i] !== feature) continue;
    [zero, one] = [path.zero[i]!, path.one[i]!];
    unwind(path, depth, i);
    depth--;
    break;
  }
  const left = trees.left[node]!;
  const hot = nextNode(trees, node, sample);
  const cover = trees.cover[left]! + trees.cover[left + 1]!;
  for (const child of [left, left + 1]) {
    const below = { zero: (zero * trees.cover[child]!) / cover, one: child === hot ? one : 0, feature };
    descend(trees, sample, child, path, depth, below);
  }
}

function nextNode(trees: TreeEnsemble, node: number, { x, offset }: Sample): number {
  const value = x[offset + trees.feature[node]!]!;
  const right = value === value ? Number(value > trees.threshold[node]!) : 1 - trees.missingLeft[node]!;
  return trees.left[node]! + right;
}

/** A copy of the first `depth` steps with one more. */
function extended(above: Path, depth: number, { zero, one, feature }: Step): Path {
  const path = pathOf(depth + 1);
  for (const part of ["feature", "zero", "one", "weight"] as const)
    path[part].set(above[part].subarray(0, depth));
  path.feature[depth] = feature;
  path.zero[depth] = zero;
  path.one[depth] = one;
  const { weight } = path;
  weight[depth] = depth === 0 ? 1 : 0;
  for (let i = depth - 1; i >= 0; i--) {
    weight[i + 1]! += (one * weight[i]! * (i + 1)) / (depth + 1);
    weight[i] = (zero * weight[i]! * (depth - i)) / (depth + 1);
  }
  return path;
}

/** Takes step `at` of a path of so many steps back. */
function unwind({ feature, zero, one, weight }: Path, depth: number, at: number): void {
  const last = depth - 1;
  const [o, z] = [one[at]!, zero[at]!];
  let next = weight[last]!;
  for (let i = last - 1; i >= 0; i--) {
    if (o !== 0) {
      const before = weight[i]!;
      weight[i] = (next * depth) / ((i + 1) * o);
      next = before - (weight[i]! * z * (last - i)) / depth;
    } else weight[i] = (weight[i]! * depth) / (z * (last - i));
  }
  for (let i = at; i < last; i++) {
    feature[i] = feature[i + 1]!;
    zero[i] = zero[i + 1]!;
    one[i] = one[i + 1]!;
  }
}

/** Sum of the weights that a path would have without step `at`. */
function unwoundSum({ zero, one, weight }: Path, depth: number, at: number): number {
  const last = depth - 1;
  const [o, z] = [one[at]!, zero[at]!];
  let [next, sum] = [weight[last]!, 0];
  for (let i = last - 1; i >= 0; i--) {
    if (o !== 0) {
      const own = (next * depth) / ((i + 1) * o);
      sum += own;
      next = weight[i]! - (own * z * (last - i)) / depth;
    } else sum += (weight[i]! * depth) / (z * (last - i));
  }
  return sum;
}
