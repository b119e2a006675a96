import type { TreeEnsemble } from "../../../engine/model/trees.ts";
import { type Binned, missingBin } from "./bins.ts";
import type { GrownNode } from "./grow.ts";

/** What trees were made of: how much each feature gained, and how often it split. */
export interface SplitTally {
  readonly gain: Float64Array;
  readonly splits: Float64Array;
}

/** A tree over bins, its leaves' values as they add to the score. */
export interface Tree {
  readonly nodes: readonly GrownNode[];
  readonly values: Float64Array;
}

/** The value that a tree adds for one row of binned data. */
export function valueAt({ nodes, values }: Tree, bins: readonly Uint8Array[], row: number): number {
  let at = 0;
  for (let split = nodes[0]!.split; split; split = nodes[at]!.split) {
    const bin = bins[split.feature]![row]!;
    at = nodes[at]!.left + ((bin === missingBin ? split.missingLeft : bin <= split.bin) ? 0 : 1);
  }
  return values[at]!;
}

/** Trees over bins as trees over the features' own values. */
export function ensembleOf(
  trees: readonly Tree[],
  edges: Binned["edges"],
  head: Pick<TreeEnsemble, "link" | "base">,
): TreeEnsemble {
  const count = trees.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const made: TreeEnsemble = {
    kind: "trees",
    ...head,
    roots: new Int32Array(trees.length),
    feature: new Int32Array(count).fill(-1),
    threshold: new Float64Array(count),
    left: new Int32Array(count),
    missingLeft: new Int32Array(count),
    value: new Float64Array(count),
    cover: new Float64Array(count),
  };
  let root = 0;
  for (const [t, { nodes, values }] of trees.entries()) {
    made.roots[t] = root;
    for (const [k, { split, left, sums }] of nodes.entries()) {
      const node = root + k;
      made.cover[node] = sums.rows;
      if (!split) {
        made.value[node] = values[k]!;
        continue;
      }
      made.feature[node] = split.feature;
      // Behind the last edge only unknown values go right.
      made.threshold[node] = edges[split.feature]![split.bin] ?? Number.MAX_VALUE;
      made.left[node] = root + left;
      made.missingLeft[node] = split.missingLeft ? 1 : 0;
    }
    root += nodes.length;
  }
  return made;
}

/** Gain and number of splits by feature. */
export function tallyOf(trees: readonly Tree[], features: number): SplitTally {
  const tally = { gain: new Float64Array(features), splits: new Float64Array(features) };
  for (const { nodes } of trees) {
    for (const { split } of nodes) {
      if (!split) continue;
      tally.gain[split.feature]! += split.gain;
      tally.splits[split.feature]! += 1;
    }
  }
  return tally;
}
