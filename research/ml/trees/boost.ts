import { type Random, seeded } from "../../../engine/core/random.ts";
import type { TreeEnsemble } from "../../../engine/model/trees.ts";
import { type Binned, binned, binOf, demandColumns } from "./bins.ts";
import { type BoostOptions, checkBoost, type Samples } from "./boost-options.ts";
import { drawn, upTo } from "./draw.ts";
import { ensembleOf, type SplitTally, type Tree, tallyOf, valueAt } from "./ensemble.ts";
import { type GrownNode, type Growth, groundOf, grow } from "./grow.ts";
import type { Gradients } from "./histogram.ts";
import { type Loss, logLoss, pinball, squared } from "./losses.ts";

/** What boosting learned. */
export interface Boosted extends SplitTally {
  readonly model: TreeEnsemble;
  /** Mean loss of the validation samples after each tree, trees that were dropped again included. */
  readonly losses: readonly number[];
}

/**
 * Histogram gradient boosting (Friedman 2001; Ke et al. 2017): regression, quantiles, or the probability of a target
 * of 0 and 1. NaN features go down the side of each split where they fit best. Equal data, options and seed give equal
 * models: training runs on one thread, so that work is spread by training several models at once.
 * Throws a UserError for options out of range, columns of unequal length, and targets that do not suit the loss.
 *
 * @example
 * const samples = { columns: [Float64Array.of(1, 2, 3, 4)], y: Float64Array.of(0, 0, 1, 1) };
 * const options = { loss: "squared", trees: 1, learningRate: 1, leafRowsMin: 1, l2: 0 };
 * boost(samples, options).model.threshold[0] // => 2.5
 */
export function boost(samples: Samples, given: BoostOptions): Boosted {
  const { columns, y, weights } = samples;
  demandColumns(columns, y);
  const options = checkBoost(samples, given);
  const loss: Loss =
    options.loss === "logistic" ? logLoss : options.loss === "squared" ? squared : pinball(options.quantile);
  const data = binned(columns);
  const base = loss.base(y, weights);
  const state: State = {
    ground: groundOf(data),
    scores: new Float64Array(y.length).fill(base),
    gradients: { gradient: new Float64Array(y.length), hessian: new Float64Array(y.length) },
    random: seeded(options.seed),
    loss,
    samples,
    options,
    growth: growthOf(columns.length, options),
  };
  const check = given.validation && checker(given.validation, data, base, loss);
  const trees: Tree[] = [];
  const losses: number[] = [];
  let best = { loss: Number.POSITIVE_INFINITY, trees: 0 };
  while (trees.length < options.trees && !(check && trees.length - best.trees >= options.patience)) {
    loss.derive(state.gradients, y, state.scores, weights);
    const tree = nextTree(state);
    trees.push(tree);
    if (!check) continue;
    losses.push(check(tree));
    if (losses.at(-1)! < best.loss) best = { loss: losses.at(-1)!, trees: trees.length };
  }
  const kept = check ? trees.slice(0, best.trees) : trees;
  const model = ensembleOf(kept, data.edges, { link: loss.link, base });
  return { model, losses, ...tallyOf(kept, columns.length) };
}

interface State {
  readonly ground: ReturnType<typeof groundOf>;
  readonly scores: Float64Array;
  readonly gradients: Gradients;
  readonly random: Random;
  readonly loss: Loss;
  readonly samples: Samples;
  readonly options: ReturnType<typeof checkBoost>;
  readonly growth: Growth;
}

function growthOf(features: number, options: ReturnType<typeof checkBoost>): Growth {
  const { monotone, leavesMax, depthMax, leafRowsMin, l2 } = options;
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

/** Grows the next tree and adds it to the scores. */
function nextTree({ ground, scores, gradients, random, loss, samples, options, growth }: State): Tree {
  const count = samples.y.length;
  const features = samples.columns.length;
  const rowsWanted = Math.max(1, Math.round(options.rowShare * count));
  const rows = drawn(upTo(count), rowsWanted, random);
  const chosen = drawn(upTo(features), Math.max(1, Math.round(options.featureShare * features)), random);
  const nodes = grow(ground, gradients, rows, chosen, growth, random);
  const leaf = loss.leaf && leafBy(loss.leaf, rows, samples, scores);
  const values = Float64Array.from(nodes, (node) =>
    node.split ? 0 : options.learningRate * (leaf ? leaf(node) : node.value),
  );
  const tree = { nodes, values };
  if (rowsWanted < count) {
    for (let i = 0; i < count; i++) scores[i]! += valueAt(tree, ground.data.bins, i);
  } else {
    for (const [k, { split, start, end }] of nodes.entries()) {
      if (!split) for (let i = start; i < end; i++) scores[rows[i]!]! += values[k]!;
    }
  }
  return tree;
}

const leafBy =
  (leaf: NonNullable<Loss["leaf"]>, rows: Int32Array, { y, weights }: Samples, scores: Float64Array) =>
  ({ start, end }: GrownNode): number => {
    const own = rows.subarray(start, end);
    const residuals = Float64Array.from(own, (row) => y[row]! - scores[row]!);
    return leaf(residuals, weights && Float64Array.from(own, (row) => weights[row]!));
  };

/** Mean validation loss after one more tree. */
function checker({ columns, y, weights }: Samples, { edges }: Binned, base: number, loss: Loss) {
  const bins = columns.map((column, j) => Uint8Array.from(column, (value) => binOf(edges[j]!, value)));
  const scores = new Float64Array(y.length).fill(base);
  return (tree: Tree): number => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < y.length; i++) {
      scores[i]! += valueAt(tree, bins, i);
      const weight = weights ? weights[i]! : 1;
      sum += weight * loss.of(y[i]!, scores[i]!);
      total += weight;
    }
    return sum / total;
  };
}
