import type { TreeArrays } from "../../../engine/model/trees.ts";
import { type Binned, missingBin } from "./bins.ts";
import type { GrownNode } from "./grow.ts";

/** What trees were made of: how much each feature gained, and how often it split. */
export interface SplitTally {
  readonly gain: Float64Array;
  readonly splits: Float64Array;
}

/** A tree over bins, a value a node, in the order of growth; the right child stands behind the left one. */
export interface Tree {
  /** Feature that a node tests; -1 at a leaf. */
  readonly feature: Int32Array;
  /** Greatest bin that goes left. */
  readonly bin: Int32Array;
  readonly left: Int32Array;
  /** 1 where unknown values go left. */
  readonly missingLeft: Uint8Array;
  readonly gain: Float64Array;
  /** Rows that reached the node. */
  readonly cover: Float64Array;
  /** What a leaf adds to the score. */
  readonly value: Float64Array;
}

/** The tree of nodes that have grown, with the values of its leaves. */
export function treeOf(nodes: readonly GrownNode[], leafValue: (leaf: GrownNode) => number): Tree {
  return {
    feature: Int32Array.from(nodes, ({ split }) => split?.feature ?? -1),
    bin: Int32Array.from(nodes, ({ split }) => split?.bin ?? 0),
    left: Int32Array.from(nodes, ({ left }) => left),
    missingLeft: Uint8Array.from(nodes, ({ split }) => (split?.missingLeft ? 1 : 0)),
    gain: Float64Array.from(nodes, ({ split }) => split?.gain ?? 0),
    cover: Float64Array.from(nodes, ({ sums }) => sums.rows),
    value: Float64Array.from(nodes, (node) => (node.split ? 0 : leafValue(node))),
  };
}

/** The value that a tree adds for one row of binned data. */
export function valueAt(tree: Tree, bins: readonly Uint8Array[], row: number): number {
  const { feature, bin, left, missingLeft, value } = tree;
  let at = 0;
  for (let f = feature[0]!; f >= 0; f = feature[at]!) {
    const b = bins[f]![row]!;
    const goesLeft = b === missingBin ? missingLeft[at]! : b <= bin[at]! ? 1 : 0;
    at = left[at]! + 1 - goesLeft;
  }
  return value[at]!;
}

/** Trees over bins as trees over the features' own values. */
export function arraysOf(trees: readonly Tree[], edges: Binned["edges"]): TreeArrays {
  const count = trees.reduce((sum, { feature }) => sum + feature.length, 0);
  const made: TreeArrays = {
    roots: new Int32Array(trees.length),
    feature: new Int32Array(count),
    threshold: new Float64Array(count),
    left: new Int32Array(count),
    missingLeft: new Int32Array(count),
    value: new Float64Array(count),
    cover: new Float64Array(count),
  };
  let root = 0;
  for (const [t, tree] of trees.entries()) {
    made.roots[t] = root;
    for (const part of ["feature", "missingLeft", "value", "cover"] as const)
      made[part].set(tree[part], root);
    for (const [k, f] of tree.feature.entries()) {
      if (f < 0) continue;
      // Behind the last edge only unknown values go right.
      made.threshold[root + k] = edges[f]![tree.bin[k]!] ?? Number.MAX_VALUE;
      made.left[root + k] = root + tree.left[k]!;
    }
    root += tree.feature.length;
  }
  return made;
}

/** Gain and number of splits by feature. */
export function tallyOf(trees: readonly Tree[], features: number): SplitTally {
  const tally = { gain: new Float64Array(features), splits: new Float64Array(features) };
  for (const { feature, gain } of trees) {
    for (const [k, f] of feature.entries()) {
      if (f < 0) continue;
      tally.gain[f]! += gain[k]!;
      tally.splits[f]! += 1;
    }
  }
  return tally;
}
