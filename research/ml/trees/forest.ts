import type { ClassTrees } from "../../../engine/model/class-trees.ts";
import type { TreeEnsemble } from "../../../engine/model/trees.ts";
import { shares } from "../shares.ts";
import type { Samples } from "./boost-options.ts";
import { classesOf, placesOf } from "./classes.ts";
import { arraysOf, type Tree, tallyOf } from "./ensemble.ts";
import { checkForest, type ForestOptions } from "./forest-options.ts";
import { type ForestTrees, forestTrees } from "./forest-trees.ts";
import { meanOf } from "./losses.ts";

/** What a forest learned. */
export interface Forest<M = TreeEnsemble> {
  readonly model: M;
  /**
   * By row, the mean prediction of the trees that did not see it, one column a class where there are several; NaN for
   * a row that every tree saw.
   */
  readonly outOfBag: readonly Float64Array[];
  /** Mean squared error of the out-of-bag predictions after each tree; for chances that is the Brier score. */
  readonly losses: readonly number[];
  /** By feature, its mean decrease of impurity: each tree's gains as shares of their sum, averaged over the trees. */
  readonly importance: Float64Array;
  /** Standard error of that mean over the trees (López de Prado 2018, snippet 8.2). */
  readonly importanceError: Float64Array;
}

/**
 * Random forest (Breiman 2001): trees on rows drawn with repetition, every split choosing among some features, and
 * their mean. Of a target of 0 and 1 it is the chance of a 1, each split lowering the Gini impurity most; else the mean
 * of the target, each split lowering its variance most. NaN features go down the side where they fit best. Equal data,
 * options and seed give equal forests. Throws a UserError for options out of range and columns of unequal length.
 *
 * @example
 * const samples = { columns: [Float64Array.of(1, 2, 3, 4)], y: Float64Array.of(0, 0, 1, 1) };
 * forest(samples, { trees: 3, leafRowsMin: 1 }).model.roots.length // => 3
 */
export function forest(samples: Samples, given: ForestOptions = {}): Forest {
  const options = checkForest(samples, given);
  const grown = forestTrees(samples, [samples.y], options);
  const model: TreeEnsemble = {
    kind: "trees",
    link: "identity",
    base: grown.bases[0]!,
    ...meanOfTrees(grown),
  };
  return { model, ...tidings(grown, samples.columns.length) };
}

/**
 * Random forest for a target of a few values: for each class a tree of its indicator on the same drawn rows; their
 * means, brought to a sum of 1, are the probabilities. Throws a UserError as {@link forest} does, and for fewer than
 * two classes or more than 100.
 */
export function forestClasses(samples: Samples, given: ForestOptions = {}): Forest<ClassTrees> {
  const options = checkForest(samples, given);
  const classes = classesOf(samples.y);
  const target = placesOf("target", classes, samples.y);
  const indicators = Array.from(classes, (_, k) =>
    Float64Array.from(target, (place) => (place === k ? 1 : 0)),
  );
  const grown = forestTrees(samples, indicators, options);
  const model: ClassTrees = {
    kind: "class-trees",
    link: "shares",
    classes,
    base: grown.bases,
    ...meanOfTrees(grown),
  };
  return { model, ...tidings(grown, samples.columns.length) };
}

/** Trees whose sum is the mean of those that grew. */
function meanOfTrees({ trees, bases, data }: ForestTrees) {
  const count = trees.length / bases.length;
  const parts = trees.map((tree) => ({ ...tree, value: tree.value.map((value) => value / count) }));
  return arraysOf(parts, data.edges);
}

function tidings({ trees, outOfBag, losses }: ForestTrees, features: number): Omit<Forest, "model"> {
  return { outOfBag, losses, ...impurity(trees, features) };
}

/** Mean decrease of impurity, and its standard error over the trees. */
function impurity(trees: readonly Tree[], features: number) {
  const parts = trees.map((tree) => shares(tallyOf([tree], features).gain));
  const importance = new Float64Array(features);
  const importanceError = new Float64Array(features);
  for (let j = 0; j < features; j++) {
    const own = Float64Array.from(parts, (part) => part[j]!);
    const mean = meanOf(own);
    const squares = own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    importance[j] = mean;
    importanceError[j] = Math.sqrt(squares / (own.length - 1) / own.length);
  }
  return { importance, importanceError };
}
