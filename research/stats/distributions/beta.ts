import { beta as drawBeta } from "../../../engine/core/distributions.ts";
import { refuse } from "../../../engine/core/errors.ts";
import { incompleteBeta } from "../special/incomplete-beta.ts";
import { logGamma } from "../special/log-gamma.ts";
import { demandPositive } from "./demand.ts";
import type { Distribution } from "./distribution.ts";
import { invert } from "./invert.ts";

/** Parameters of {@link beta}: the shapes at 0 and at 1. */
export interface BetaParameters {
  readonly a: number;
  readonly b: number;
}

/**
 * Beta distribution on [0, 1].
 *
 * @example
 * beta({ a: 2, b: 5 }).cdf(0.5) // => 0.890625
 */
export function beta({ a, b }: BetaParameters): Distribution {
  demandPositive("beta", { a, b });
  const n = a + b;
  const constant = logGamma(a) + logGamma(b) - logGamma(n);
  const curve = {
    density: (x: number) =>
      x > 0 && x < 1 ? Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - constant) : 0,
    cdf: (x: number) => incompleteBeta(Math.min(1, Math.max(0, x)), a, b),
    survival: (x: number) => (x <= 0 ? 1 : x >= 1 ? 0 : incompleteBeta(1 - x, b, a, x)),
  };
  return {
    mean: a / n,
    variance: (a * b) / (n * n * (n + 1)),
    skewness: (2 * (b - a) * Math.sqrt(n + 1)) / ((n + 2) * Math.sqrt(a * b)),
    excessKurtosis: (6 * ((a - b) ** 2 * (n + 1) - a * b * (n + 2))) / (a * b * (n + 2) * (n + 3)),
    ...curve,
    quantile: (p) => invert(curve, p, [0, 1]),
    draw: (random) => drawBeta(random, a, b),
  };
}

/**
 * Parameters of the beta distribution that has a mean and a variance.
 *
 * @example
 * betaOf({ mean: 0.5, variance: 0.05 }).a.toFixed(9) // => "2.000000000"
 */
export function betaOf({
  mean,
  variance,
}: {
  readonly mean: number;
  readonly variance: number;
}): BetaParameters {
  if (!(mean > 0 && mean < 1)) refuse(`beta: mean must be between 0 and 1; was ${mean}`);
  const room = mean * (1 - mean);
  if (!(variance > 0 && variance < room)) {
    refuse(`beta: variance must be between 0 and mean (1 - mean) = ${room}; was ${variance}`);
  }
  const n = room / variance - 1;
  return { a: mean * n, b: (1 - mean) * n };
}
