import { seeded } from "../../../engine/core/random.ts";
import type { Binned } from "./bins.ts";
import type { Settled } from "./boost-options.ts";
import { drawn, upTo } from "./draw.ts";
import { type Tree, treeOf, valueAt } from "./ensemble.ts";
import { type GrownNode, type Growth, groundOf, grow } from "./grow.ts";
import type { Gradients } from "./histogram.ts";

/** What fits a leaf best where a Newton step does not tell it, from its rows. */
export type LeafRule = (rows: Int32Array) => number;

/** Grows the next tree along the gradients, adds it to the scores, and gives it. */
export type TreeMaker = (gradients: Gradients, scores: Float64Array, leafRule?: LeafRule) => Tree;

/** A maker of one tree after the other over some data; its chance is that of the options' seed. */
export function treeMaker(data: Binned, options: Settled): TreeMaker {
  const ground = groundOf(data);
  const random = seeded(options.seed);
  const features = upTo(data.bins.length);
  const all = upTo(data.rows);
  const whole = new Int32Array(data.rows);
  const growth = growthOf(features.length, options);
  const rowsWanted = Math.max(1, Math.round(options.rowShare * data.rows));
  const featuresWanted = Math.max(1, Math.round(options.featureShare * features.length));
  return (gradients, scores, leafRule) => {
    const isWhole = rowsWanted >= data.rows;
    if (isWhole) whole.set(all);
    const rows = isWhole ? whole : drawn(all, rowsWanted, random);
    const chosen = drawn(features, featuresWanted, random);
    const nodes = grow(ground, gradients, rows, chosen, growth, random);
    const leafValue = ({ start, end, value }: GrownNode) =>
      options.learningRate * (leafRule ? leafRule(rows.subarray(start, end)) : value);
    const tree = treeOf(nodes, leafValue);
    if (isWhole) addLeaves(nodes, tree, rows, scores);
    else for (let i = 0; i < scores.length; i++) scores[i]! += valueAt(tree, data.bins, i);
    return tree;
  };
}

/** Adds a tree to the scores of the rows that it grew on, which stand sorted by leaf. */
function addLeaves(nodes: readonly GrownNode[], { value }: Tree, rows: Int32Array, scores: Float64Array) {
  for (const [k, { split, start, end }] of nodes.entries()) {
    if (split) continue;
    const own = value[k]!;
    for (let i = start; i < end; i++) scores[rows[i]!]! += own;
  }
}

function growthOf(features: number, { monotone, leavesMax, depthMax, leafRowsMin, l2 }: Settled): Growth {
  return {
    leavesMax,
    depthMax,
    leafRowsMin,
    l2,
    leafHessianMin: 1e-3,
    gainMin: 0,
    monotone: monotone.some((direction) => direction !== 0) ? Int8Array.from(monotone) : undefined,
    featuresPerSplit: features,
  };
}
