import type { TreeArrays, TreeEnsemble } from "../../../engine/model/trees.ts";
import { createPaths, extend, type Paths, unwind, unwoundSum } from "./shap-path.ts";

/** How a sample's score came about. */
export interface Shap {
  /** Expectation of the score over the training samples: base plus, by cover, the leaves. */
  readonly expectation: number;
  /** By feature, what it adds to the expectation; with it, they sum to the score. */
  readonly values: Float64Array;
}

/** Explains samples of one ensemble, one after the other. */
export interface Explainer {
  readonly expectation: number;
  /** Writes the SHAP values of the sample at `x[offset]` and on. Nothing is allocated. */
  readonly explain: (x: Float64Array, offset: number, values: Float64Array) => void;
}

/**
 * SHAP values of the score, before the link, by TreeSHAP on the cover of the nodes (Lundberg, Erion and Lee 2018,
 * algorithm 2): exact Shapley values of the expectation in which a feature that is left out follows the training
 * samples down both sides.
 */
export function explainer(trees: TreeEnsemble): Explainer {
  const roots = Array.from(trees.roots);
  const paths = createPaths(2 + Math.max(0, ...roots.map((root) => depthOf(trees, root))));
  const walk: Walk = { trees, paths, x: new Float64Array(), offset: 0, values: new Float64Array() };
  return {
    expectation: roots.reduce((sum, root) => sum + expectationAt(trees, root), trees.base),
    explain: (x, offset, values) => {
      Object.assign(walk, { x, offset, values });
      values.fill(0);
      for (let t = 0; t < roots.length; t++) descend(walk, roots[t]!, 0, 0, 1, 1, -1);
    },
  };
}

/** The SHAP values of one sample: see {@link explainer}, which is for many. */
export function shap(trees: TreeEnsemble, x: Float64Array, offset: number, features: number): Shap {
  const values = new Float64Array(features);
  const { expectation, explain } = explainer(trees);
  explain(x, offset, values);
  return { expectation, values };
}

/** Mean of the leaves below a node, by cover. */
export function expectationAt(trees: TreeArrays, node: number): number {
  if (trees.feature[node]! < 0) return trees.value[node]!;
  const left = trees.left[node]!;
  const [a, b] = [trees.cover[left]!, trees.cover[left + 1]!];
  return (a * expectationAt(trees, left) + b * expectationAt(trees, left + 1)) / (a + b);
}

function depthOf(trees: TreeArrays, node: number): number {
  if (trees.feature[node]! < 0) return 0;
  const left = trees.left[node]!;
  return 1 + Math.max(depthOf(trees, left), depthOf(trees, left + 1));
}

interface Walk {
  readonly trees: TreeEnsemble;
  readonly paths: Paths;
  x: Float64Array;
  offset: number;
  values: Float64Array;
}

/**
 * Visits a node. The path to its parent has `depth` steps and stands at `above`; the step to the node itself is told by
 * the shares of the way with and without its feature known, `one` and `zero`.
 */
function descend(
  walk: Walk,
  node: number,
  above: number,
  depth: number,
  zero: number,
  one: number,
  from: number,
): void {
  const { trees, paths, values } = walk;
  const at = above + depth;
  extend(paths, above, at, depth, zero, one, from);
  let length = depth + 1;
  const feature = trees.feature[node]!;
  if (feature < 0) {
    const value = trees.value[node]!;
    for (let i = 1; i < length; i++) {
      const share = unwoundSum(paths, at, length, i) * (paths.one[at + i]! - paths.zero[at + i]!);
      values[paths.feature[at + i]!]! += share * value;
    }
    return;
  }
  // A feature that was met before counts once: its first step is taken back and folded into this one.
  let [zeroBefore, oneBefore] = [1, 1];
  for (let i = 1; i < length; i++) {
    if (paths.feature[at + i] !== feature) continue;
    zeroBefore = paths.zero[at + i]!;
    oneBefore = paths.one[at + i]!;
    unwind(paths, at, length, i);
    length--;
    break;
  }
  const left = trees.left[node]!;
  const hot = left + rightwards(walk, node);
  const [a, b] = [trees.cover[left]!, trees.cover[left + 1]!];
  descend(walk, left, at, length, (zeroBefore * a) / (a + b), left === hot ? oneBefore : 0, feature);
  descend(walk, left + 1, at, length, (zeroBefore * b) / (a + b), left === hot ? 0 : oneBefore, feature);
}

/** 1 where the sample goes right at a node. */
function rightwards({ trees, x, offset }: Walk, node: number): number {
  const value = x[offset + trees.feature[node]!]!;
  return value === value ? Number(value > trees.threshold[node]!) : 1 - trees.missingLeft[node]!;
}
