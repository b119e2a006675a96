import { refuse } from "../../../engine/core/errors.ts";
import { type ClassTrees, softmax } from "../../../engine/model/class-trees.ts";
import { type Binned, binned, binsOf } from "./bins.ts";
import type { Boosted } from "./boost.ts";
import { type BoostOptions, checkBoost, type Samples } from "./boost-options.ts";
import { classesOf, placesOf } from "./classes.ts";
import { arraysOf, type Tree, tallyOf, valueAt } from "./ensemble.ts";
import type { Gradients } from "./histogram.ts";
import { rounds } from "./rounds.ts";
import { treeMaker } from "./tree-maker.ts";

/**
 * Gradient boosting for a target of a few values: a tree a class in every round, on the gradient of the multinomial
 * log-loss (Friedman 2001, algorithm 6). `trees` are rounds.
 * Throws a UserError for options out of range, fewer than two classes or more than 100, and for validation targets of a
 * class that the training lacks.
 *
 * @example
 * const samples = { columns: [Float64Array.of(1, 2, 3)], y: Float64Array.of(-1, 0, 1) };
 * boostClasses(samples, { trees: 5, leafRowsMin: 1 }).model.classes.join(" ") // => "-1 0 1"
 */
export function boostClasses(samples: Samples, given: Omit<BoostOptions, "loss">): Boosted<ClassTrees> {
  const options = checkBoost(samples, { ...given, loss: "softmax" });
  const { columns, y, weights } = samples;
  const classes = classesOf(y);
  const target = placesOf("target", classes, y);
  const data = binned(columns);
  const base = baseOf(classes, target, weights);
  const scores = Array.from(base, (start) => new Float64Array(y.length).fill(start));
  const gradients = scores.map(() => gradientsOf(y.length));
  const nextTree = treeMaker(data, options);
  const { kept, losses } = rounds(
    { max: options.trees, patience: options.patience },
    () => {
      derive(gradients, target, scores, weights);
      return scores.map((own, k) => nextTree(gradients[k]!, own));
    },
    given.validation && checker(given.validation, data, base, classes),
  );
  const trees = kept.flat();
  const model: ClassTrees = {
    kind: "class-trees",
    link: "softmax",
    classes,
    base,
    ...arraysOf(trees, data.edges),
  };
  return { model, losses, ...tallyOf(trees, columns.length) };
}

const gradientsOf = (rows: number): Gradients => ({
  gradient: new Float64Array(rows),
  hessian: new Float64Array(rows),
});

/** The logarithm of each class's share of the weight. */
function baseOf(classes: Float64Array, target: Int32Array, weights: Float64Array | undefined): Float64Array {
  const sums = new Float64Array(classes.length);
  for (let i = 0; i < target.length; i++) sums[target[i]!]! += weights ? weights[i]! : 1;
  const total = sums.reduce((sum, own) => sum + own, 0);
  return sums.map((own, k) =>
    own > 0 ? Math.log(own / total) : refuse(`class ${classes[k]} must have a sample of some weight`),
  );
}

function derive(
  gradients: readonly Gradients[],
  target: Int32Array,
  scores: readonly Float64Array[],
  weights: Float64Array | undefined,
): void {
  const chances = new Float64Array(scores.length);
  // Scores of all classes move at once; curved by so much more, two classes learn as one score of both would.
  const more = scores.length / (scores.length - 1);
  for (let i = 0; i < target.length; i++) {
    for (let k = 0; k < chances.length; k++) chances[k] = scores[k]![i]!;
    softmax(chances);
    const weight = weights ? weights[i]! : 1;
    for (let k = 0; k < chances.length; k++) {
      const chance = chances[k]!;
      gradients[k]!.gradient[i] = weight * (chance - (target[i] === k ? 1 : 0));
      gradients[k]!.hessian[i] = more * weight * chance * (1 - chance);
    }
  }
}

/** Mean multinomial log-loss of the validation samples after one more round. */
function checker(
  { columns, y, weights }: Samples,
  { edges }: Binned,
  base: Float64Array,
  classes: Float64Array,
) {
  const target = placesOf("validation target", classes, y);
  const bins = columns.map((column, j) => binsOf(edges[j]!, column));
  const scores = Array.from(base, (start) => new Float64Array(y.length).fill(start));
  const chances = new Float64Array(base.length);
  return (round: readonly Tree[]): number => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < y.length; i++) {
      for (let k = 0; k < chances.length; k++) {
        scores[k]![i]! += valueAt(round[k]!, bins, i);
        chances[k] = scores[k]![i]!;
      }
      softmax(chances);
      const weight = weights ? weights[i]! : 1;
      // A probability that underflows to 0 costs much, but not without end.
      sum -= weight * Math.log(Math.max(chances[target[i]!]!, Number.MIN_VALUE));
      total += weight;
    }
    return sum / total;
  };
}
