import { refuse } from "../../../engine/core/errors.ts";
import { type Random, seeded } from "../../../engine/core/random.ts";
import { type Binned, binned } from "./bins.ts";
import type { Samples } from "./boost-options.ts";
import { upTo } from "./draw.ts";
import { type Tree, treeOf, valueAt } from "./ensemble.ts";
import type { ForestOptions } from "./forest-options.ts";
import { type Ground, type Growth, groundOf, grow } from "./grow.ts";
import { meanOf } from "./losses.ts";

/** Trees on drawn rows, and what they say of the rows that they did not see. */
export interface ForestTrees {
  readonly data: Binned;
  /** By target, its mean, to which the trees' values add. */
  readonly bases: Float64Array;
  /** One tree a target for each drawing of rows, in that order. */
  readonly trees: readonly Tree[];
  /** By target and row, the mean prediction of the trees that did not see the row; NaN where every tree saw it. */
  readonly outOfBag: readonly Float64Array[];
  /** Squared error of the out-of-bag predictions, summed over the targets, after each drawing. */
  readonly losses: readonly number[];
}

/** Grows the trees of a forest for one or several targets of the same samples. */
export function forestTrees(
  { columns, y, weights }: Samples,
  targets: readonly Float64Array[],
  options: Required<ForestOptions>,
): ForestTrees {
  const data = binned(columns);
  const ground = groundOf(data);
  const bases = Float64Array.from(targets, (target) => meanOf(target, weights));
  const residuals = targets.map((target, k) => target.map((value) => value - bases[k]!));
  const random = seeded(options.seed);
  const growth = growthOf(columns.length, options);
  const bag = new Float64Array(y.length);
  const outside = outsideOf(residuals, weights);
  const trees: Tree[] = [];
  const losses: number[] = [];
  for (let t = 0; t < options.trees; t++) {
    drawBag(bag, Math.max(1, Math.round(options.rowShare * y.length)), random);
    const counts = weights ? bag.map((count, i) => count * weights[i]!) : bag;
    const grown = residuals.map((residual) => growTree(ground, residual, counts, growth, random));
    trees.push(...grown);
    losses.push(outside.add(grown, data.bins, bag));
  }
  const outOfBag = outside.means().map((column, k) => column.map((value) => value + bases[k]!));
  return { data, bases, trees, outOfBag, losses };
}

function growthOf(features: number, options: Required<ForestOptions>): Growth {
  return {
    ...options,
    l2: 0,
    leafHessianMin: 0,
    gainMin: 0,
    monotone: undefined,
    featuresPerSplit: Math.max(1, Math.round(options.featureShare * features)),
  };
}

/** How often each row is drawn, out of `count` draws with repetition. */
function drawBag(bag: Float64Array, count: number, random: Random): void {
  bag.fill(0);
  for (let k = 0; k < count; k++) bag[Math.floor(random() * bag.length)]! += 1;
}

/** A tree of the squared error, whose leaves are means and whose gains are falls of variance. */
function growTree(
  ground: Ground,
  residual: Float64Array,
  counts: Float64Array,
  growth: Growth,
  random: Random,
): Tree {
  const rows = upTo(counts.length).filter((row) => counts[row]! > 0);
  if (rows.length === 0) refuse("weights must leave each tree a sample; raise rowShare");
  const gradients = { gradient: residual.map((r, i) => -r * counts[i]!), hessian: counts };
  const nodes = grow(ground, gradients, rows, upTo(ground.data.bins.length), growth, random);
  return treeOf(nodes, ({ value }) => value);
}

/** Follows the predictions of the trees for rows that they did not see. */
function outsideOf(residuals: readonly Float64Array[], weights: Float64Array | undefined) {
  const count = residuals[0]!.length;
  const sums = residuals.map(() => new Float64Array(count));
  const seen = new Float64Array(count);
  return {
    add: (grown: readonly Tree[], bins: readonly Uint8Array[], bag: Float64Array): number => {
      let [error, total] = [0, 0];
      for (let i = 0; i < count; i++) {
        if (bag[i] === 0) {
          for (let k = 0; k < grown.length; k++) sums[k]![i]! += valueAt(grown[k]!, bins, i);
          seen[i]! += 1;
        }
        if (seen[i] === 0) continue;
        const weight = weights ? weights[i]! : 1;
        for (let k = 0; k < sums.length; k++) {
          error += weight * (sums[k]![i]! / seen[i]! - residuals[k]![i]!) ** 2;
        }
        total += weight;
      }
      return error / total;
    },
    means: (): Float64Array[] => sums.map((own) => own.map((sum, i) => sum / seen[i]!)),
  };
}
