import type { Task } from "./learner.ts";
import type { Samples } from "./trees/boost-options.ts";
import { pinball } from "./trees/losses.ts";

/** Log-loss stays finite: no chance counts as less than this. */
const chanceMin = 1e-15;

/**
 * Weighted mean loss of predictions: log-loss for the chance of a target of 0 and 1, the pinball loss of a quantile, else
 * the squared error. NaN where a prediction is not known.
 *
 * @example
 * meanLoss("regression", Float64Array.of(1, 2), { columns: [], y: Float64Array.of(1, 4) }) // => 2
 */
export function meanLoss(
  task: Task,
  predictions: Float64Array,
  { y, weights }: Samples,
  quantile = 0.5,
): number {
  const of = lossOfOne(task, quantile);
  let [sum, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    sum += weight * of(y[i]!, predictions[i]!);
    total += weight;
  }
  return sum / total;
}

function lossOfOne(task: Task, quantile: number): (y: number, prediction: number) => number {
  if (task === "quantile") return pinball(quantile).of;
  if (task === "binary") return (y, p) => -Math.log(Math.max(chanceMin, y === 1 ? p : 1 - p));
  return (y, prediction) => (y - prediction) ** 2;
}
