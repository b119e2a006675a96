import { refuse } from "../core/errors.ts";
import type { ModelKind, Predictor } from "./predictor.ts";
import { floatsOf, integersOf, numberOf, recordOf, wordOf } from "./read.ts";

/**
 * Binary trees. The nodes of all trees stand in one list; the right child of a node stands right after its left child. A
 * sample goes left where its feature is at most the threshold, and where it is not known as the node learned.
 */
export interface TreeArrays {
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Feature that a node tests; -1 at a leaf. */
  readonly feature: Int32Array;
  /** Greatest value of the feature that goes left; 0 at a leaf. */
  readonly threshold: Float64Array;
  /** Left child of a node; 0 at a leaf. */
  readonly left: Int32Array;
  /** 1 where a value that is not known goes left. */
  readonly missingLeft: Int32Array;
  /** What a leaf adds to the score. */
  readonly value: Float64Array;
  /** Training rows that reached the node, which tell its share of an expectation. */
  readonly cover: Float64Array;
}

/** Trees whose results are added up. */
export interface TreeEnsemble extends TreeArrays {
  readonly kind: "trees";
  /** `identity` gives the score itself, `logistic` the probability 1 / (1 + exp(-score)). */
  readonly link: "identity" | "logistic";
  /** The score is `base` plus the sum of the leaves reached. */
  readonly base: number;
}

/** The logistic function. */
export const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

/** The leaf of one tree that a sample reaches. */
export function leafOf(trees: TreeArrays, root: number, x: Float64Array, offset: number): number {
  const { feature, threshold, left, missingLeft } = trees;
  let node = root;
  for (let f = feature[node]!; f >= 0; f = feature[node]!) {
    const value = x[offset + f]!;
    const right = value === value ? (value <= threshold[node]! ? 0 : 1) : 1 - missingLeft[node]!;
    node = left[node]! + right;
  }
  return node;
}

/** The score of a sample: base, then the leaves in the order of the trees, as the trainer added them. */
export function scoreOf(trees: TreeEnsemble, x: Float64Array, offset: number): number {
  const { roots, value } = trees;
  let score = trees.base;
  for (let t = 0; t < roots.length; t++) score += value[leafOf(trees, roots[t]!, x, offset)]!;
  return score;
}

function predictor(trees: TreeEnsemble): Predictor {
  return trees.link === "logistic"
    ? (x, offset) => logistic(scoreOf(trees, x, offset))
    : (x, offset) => scoreOf(trees, x, offset);
}

function parse(given: unknown, features: number): TreeEnsemble {
  const fields = recordOf("model", given);
  return {
    kind: "trees",
    link: wordOf("model.link", fields.link, ["identity", "logistic"]),
    base: numberOf("model.base", fields.base),
    ...parseTrees(fields, features),
  };
}

/** Trees out of an untrusted record, for so many features. Throws a UserError where they are not sound. */
export function parseTrees(fields: Readonly<Record<string, unknown>>, features: number): TreeArrays {
  const feature = integersOf("model.feature", fields.feature);
  const nodes = feature.length;
  const trees: TreeArrays = {
    roots: integersOf("model.roots", fields.roots),
    feature,
    threshold: floatsOf("model.threshold", fields.threshold, nodes),
    left: integersOf("model.left", fields.left, nodes),
    missingLeft: integersOf("model.missingLeft", fields.missingLeft, nodes),
    value: floatsOf("model.value", fields.value, nodes),
    cover: floatsOf("model.cover", fields.cover, nodes),
  };
  demandSound(trees, features);
  return trees;
}

/** Children stand behind their parents, so that every walk ends. */
function demandSound({ roots, feature, left, missingLeft, cover }: TreeArrays, features: number): void {
  const nodes = feature.length;
  for (const root of roots) {
    if (root < 0 || root >= nodes) refuse(`model.roots must be nodes from 0 to ${nodes - 1}; was ${root}`);
  }
  for (let node = 0; node < nodes; node++) {
    const [f, child, missing] = [feature[node]!, left[node]!, missingLeft[node]!];
    if (f < -1 || f >= features) refuse(`model.feature must be from -1 to ${features - 1}; was ${f}`);
    if (missing !== 0 && missing !== 1) refuse(`model.missingLeft must be 0 or 1; was ${missing}`);
    if (cover[node]! < 0) refuse(`model.cover must be at least 0; was ${cover[node]}`);
    if (f >= 0 && !(child > node && child + 1 < nodes)) {
      refuse(`model.left of node ${node} must be a later node; was ${child} of ${nodes}`);
    }
  }
}

/** Trees as a kind of model. */
export const treeKind: ModelKind<TreeEnsemble> = { parse, predictor };
