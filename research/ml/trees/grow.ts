import type { Random } from "../../../engine/core/random.ts";
import type { Binned } from "./bins.ts";
import { drawn } from "./draw.ts";
import {
  fillHistogram,
  type Gradients,
  type Histogram,
  histogramSize,
  subtractHistogram,
} from "./histogram.ts";
import { partition } from "./partition.ts";
import { type Bounds, bestSplit, leafValue, type Restraint, type Split, type Sums } from "./split.ts";

/** How a tree grows. */
export interface Growth extends Restraint {
  readonly leavesMax: number;
  readonly depthMax: number;
  /** Features that a split chooses among, drawn anew for each; all of the tree's where it is not below them. */
  readonly featuresPerSplit: number;
}

/** A node of a tree that has grown. */
export interface GrownNode {
  readonly sums: Sums;
  /** What the node gives if it is a leaf. */
  readonly value: number;
  /** Its rows, `rows[start..end)`, as they stand once the tree has grown. */
  readonly start: number;
  readonly end: number;
  split: Split | undefined;
  /** Left child; the right one follows it. */
  left: number;
}

interface Open {
  readonly node: number;
  readonly depth: number;
  readonly bounds: Bounds;
  readonly histogram: Histogram | undefined;
  readonly split: Split;
}

/** What trees of one training share. */
export interface Ground {
  readonly data: Binned;
  readonly binCounts: readonly number[];
  readonly scratch: Gradients;
  readonly spare: Int32Array;
  /** Histograms to use again. */
  readonly pool: Histogram[];
}

/** The memory that trees over some data grow in. */
export const groundOf = (data: Binned): Ground => ({
  data,
  binCounts: data.edges.map((edges) => edges.length + 1),
  scratch: { gradient: new Float64Array(data.rows), hessian: new Float64Array(data.rows) },
  spare: new Int32Array(data.rows),
  pool: [],
});

/** A tree while it grows. */
interface Growing {
  readonly ground: Ground;
  readonly gradients: Gradients;
  readonly rows: Int32Array;
  readonly features: Int32Array;
  readonly growth: Growth;
  readonly random: Random;
  readonly nodes: GrownNode[];
  readonly open: Set<Open>;
}

/**
 * Grows one tree, the leaf that gains most first (Shi 2007; Ke et al. 2017), from histograms of gradients. Sorts `rows`
 * by leaf. A leaf's rows keep their order, so that sums, and with them the tree, are the same in every run.
 */
export function grow(
  ground: Ground,
  gradients: Gradients,
  rows: Int32Array,
  features: Int32Array,
  growth: Growth,
  random: Random,
): GrownNode[] {
  const tree: Growing = { ground, gradients, rows, features, growth, random, nodes: [], open: new Set() };
  const free: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  add(tree, sumsOf(gradients, rows), free, 0, rows.length);
  if (mayBeCut(tree, 0, 0)) consider(tree, 0, 0, free);
  for (let leaves = 1; leaves < growth.leavesMax && tree.open.size > 0; leaves++) {
    const best = [...tree.open].reduce((a, b) => (b.split.gain > a.split.gain ? b : a));
    tree.open.delete(best);
    cut(tree, best, leaves + 1 === growth.leavesMax);
  }
  for (const { histogram } of tree.open) if (histogram) ground.pool.push(histogram);
  return tree.nodes;
}

const fresh = ({ pool, data }: Ground): Histogram =>
  pool.pop() ?? new Float64Array(data.bins.length * histogramSize);

function fill(tree: Growing, out: Histogram, { start, end }: GrownNode, of: Int32Array): void {
  const { ground, rows, gradients } = tree;
  fillHistogram(out, ground.data, of, { rows, start, end }, ground.scratch, gradients);
}

function add({ nodes, growth }: Growing, sums: Sums, bounds: Bounds, start: number, end: number): number {
  const value = leafValue(sums, growth, bounds);
  return nodes.push({ sums, value, start, end, split: undefined, left: 0 }) - 1;
}

const mayBeCut = ({ growth, nodes }: Growing, node: number, depth: number): boolean =>
  depth < growth.depthMax && nodes[node]!.sums.rows >= 2 * growth.leafRowsMin;

/** Finds the best split of a node and opens it, or gives its histogram back. */
function consider(tree: Growing, node: number, depth: number, bounds: Bounds, given?: Histogram): void {
  const { ground, growth, features, random, nodes, open } = tree;
  const all = growth.featuresPerSplit >= features.length;
  const { sums } = nodes[node]!;
  const candidates = all ? features : drawn(features, growth.featuresPerSplit, random);
  const histogram = given ?? fresh(ground);
  if (!given) fill(tree, histogram, nodes[node]!, candidates);
  const split = bestSplit({ histogram, sums, bounds }, candidates, ground.binCounts, growth);
  if (!split || !all) ground.pool.push(histogram);
  if (split) open.add({ node, depth, bounds, split, histogram: all ? histogram : undefined });
}

/** Cuts a leaf in two and considers both, unless it is the last cut. */
function cut(tree: Growing, { node, depth, bounds, histogram, split }: Open, last: boolean): void {
  const { ground, rows, nodes, features, growth } = tree;
  const parent = nodes[node]!;
  const bins = ground.data.bins[split.feature]!;
  const middle = partition(rows, ground.spare, bins, split, parent.start, parent.end);
  const [low, high] = boundsOfChildren(split, bounds, growth);
  const left = add(tree, split.left, low, parent.start, middle);
  add(tree, split.right, high, middle, parent.end);
  Object.assign(parent, { split, left });
  const sides = [
    { child: left, own: low },
    { child: left + 1, own: high },
  ];
  const living = last ? [] : sides.filter(({ child }) => mayBeCut(tree, child, depth + 1));
  if (!histogram || living.length === 0) {
    if (histogram) ground.pool.push(histogram);
    for (const { child, own } of living) consider(tree, child, depth + 1, own);
    return;
  }
  // Only the smaller child is summed; the larger one is what it leaves of the parent.
  const small = split.left.rows <= split.right.rows ? left : left + 1;
  const smaller = fresh(ground);
  fill(tree, smaller, nodes[small]!, features);
  subtractHistogram(histogram, smaller, ground.data, features);
  for (const { child, own } of sides) {
    const its = child === small ? smaller : histogram;
    if (mayBeCut(tree, child, depth + 1)) consider(tree, child, depth + 1, own, its);
    else ground.pool.push(its);
  }
}

function sumsOf({ gradient, hessian }: Gradients, rows: Int32Array): Sums {
  let [g, h] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    g += gradient[rows[i]!]!;
    h += hessian[rows[i]!]!;
  }
  return { gradient: g, hessian: h, rows: rows.length };
}

/** Under a monotone split all leaves of one child stay on its side of the middle between the two. */
function boundsOfChildren({ feature, left, right }: Split, bounds: Bounds, growth: Growth): [Bounds, Bounds] {
  const direction = growth.monotone?.[feature] ?? 0;
  if (direction === 0) return [bounds, bounds];
  const middle = (leafValue(left, growth, bounds) + leafValue(right, growth, bounds)) / 2;
  const [below, above] = [
    { low: bounds.low, high: middle },
    { low: middle, high: bounds.high },
  ];
  return direction > 0 ? [below, above] : [above, below];
}
