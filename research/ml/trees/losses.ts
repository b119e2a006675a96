import { logistic } from "../../../engine/model/trees.ts";
import { select } from "../../stats/quantile.ts";
import type { Gradients } from "./histogram.ts";

/** What boosting makes small. */
export interface Loss {
  readonly link: "identity" | "logistic";
  /** The constant score that fits best. */
  readonly base: (y: Float64Array, weights: Float64Array | undefined) => number;
  /** Writes first and second derivatives by the score, times the weights. */
  readonly derive: (
    out: Gradients,
    y: Float64Array,
    scores: Float64Array,
    weights: Float64Array | undefined,
  ) => void;
  /** Loss of one sample. */
  readonly of: (y: number, score: number) => number;
  /** The value that fits the residuals of a leaf best, where a Newton step does not tell it. */
  readonly leaf?: (residuals: Float64Array, weights: Float64Array | undefined) => number;
}

/** Sum of weights times values over the sum of weights. */
export function meanOf(values: Float64Array, weights?: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const weight = weights ? weights[i]! : 1;
    sum += weight * values[i]!;
    total += weight;
  }
  return sum / total;
}

/** The least value below or at which a share `q` of the weight lies. */
export function weightedQuantile(values: Float64Array, q: number, weights?: Float64Array): number {
  if (!weights) return select(values.slice(), Math.max(0, Math.ceil(q * values.length) - 1));
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  const wanted = q * order.reduce((sum, i) => sum + weights[i]!, 0);
  let sum = 0;
  for (const i of order) {
    sum += weights[i]!;
    if (sum >= wanted) return values[i]!;
  }
  return values[order.at(-1)!]!;
}

/** Squared error, halved. */
export const squared: Loss = {
  link: "identity",
  base: meanOf,
  derive: ({ gradient, hessian }, y, scores, weights) => {
    for (let i = 0; i < y.length; i++) {
      const weight = weights ? weights[i]! : 1;
      gradient[i] = weight * (scores[i]! - y[i]!);
      hessian[i] = weight;
    }
  },
  of: (y, score) => (y - score) ** 2 / 2,
};

/** Log-loss of a target of 0 and 1; the score is the logarithm of the odds. */
export const logLoss: Loss = {
  link: "logistic",
  base: (y, weights) => {
    const p = meanOf(y, weights);
    return Math.log(p / (1 - p));
  },
  derive: ({ gradient, hessian }, y, scores, weights) => {
    for (let i = 0; i < y.length; i++) {
      const p = logistic(scores[i]!);
      const weight = weights ? weights[i]! : 1;
      gradient[i] = weight * (p - y[i]!);
      hessian[i] = weight * p * (1 - p);
    }
  },
  // log(1 + exp(s)) - y s, without overflow.
  of: (y, score) => Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - y * score,
};

/** Pinball loss, which a quantile makes least (Koenker and Bassett 1978). */
export const pinball = (q: number): Loss => ({
  link: "identity",
  base: (y, weights) => weightedQuantile(y, q, weights),
  derive: ({ gradient, hessian }, y, scores, weights) => {
    for (let i = 0; i < y.length; i++) {
      const weight = weights ? weights[i]! : 1;
      gradient[i] = weight * (y[i]! > scores[i]! ? -q : 1 - q);
      hessian[i] = weight;
    }
  },
  of: (y, score) => (y > score ? q * (y - score) : (1 - q) * (score - y)),
  leaf: (residuals, weights) => weightedQuantile(residuals, q, weights),
});
