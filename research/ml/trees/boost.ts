import type { TreeEnsemble } from "../../../engine/model/trees.ts";
import { type Binned, binned, binsOf } from "./bins.ts";
import { type BoostOptions, checkBoost, type Samples } from "./boost-options.ts";
import { arraysOf, type SplitTally, type Tree, tallyOf, valueAt } from "./ensemble.ts";
import { type Loss, logLoss, pinball, squared } from "./losses.ts";
import { rounds } from "./rounds.ts";
import { type LeafRule, treeMaker } from "./tree-maker.ts";

/** How {@link boost} learns one score: for several classes see `boostClasses`. */
export interface ScoreOptions extends BoostOptions {
  readonly loss: Exclude<BoostOptions["loss"], "softmax">;
}

/** What boosting learned. */
export interface Boosted<M = TreeEnsemble> extends SplitTally {
  readonly model: M;
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
export function boost(samples: Samples, given: ScoreOptions): Boosted {
  const { columns, y, weights } = samples;
  const options = checkBoost(samples, given);
  const loss = lossOf(given.loss, options.quantile);
  const data = binned(columns);
  const base = loss.base(y, weights);
  const scores = new Float64Array(y.length).fill(base);
  const gradients = { gradient: new Float64Array(y.length), hessian: new Float64Array(y.length) };
  const nextTree = treeMaker(data, options);
  const leafRule = loss.leaf && leafRuleOf(loss.leaf, samples, scores);
  const { kept, losses } = rounds(
    { max: options.trees, patience: options.patience },
    () => {
      loss.derive(gradients, y, scores, weights);
      return nextTree(gradients, scores, leafRule);
    },
    given.validation && checker(given.validation, data, base, loss),
  );
  const model: TreeEnsemble = { kind: "trees", link: loss.link, base, ...arraysOf(kept, data.edges) };
  return { model, losses, ...tallyOf(kept, columns.length) };
}

function lossOf(name: ScoreOptions["loss"], quantile: number): Loss {
  if (name === "quantile") return pinball(quantile);
  return name === "logistic" ? logLoss : squared;
}

const leafRuleOf =
  (leaf: NonNullable<Loss["leaf"]>, { y, weights }: Samples, scores: Float64Array): LeafRule =>
  (rows) => {
    const residuals = Float64Array.from(rows, (row) => y[row]! - scores[row]!);
    return leaf(residuals, weights && Float64Array.from(rows, (row) => weights[row]!));
  };

/** Mean validation loss after one more tree. */
function checker({ columns, y, weights }: Samples, { edges }: Binned, base: number, loss: Loss) {
  const bins = columns.map((column, j) => binsOf(edges[j]!, column));
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
