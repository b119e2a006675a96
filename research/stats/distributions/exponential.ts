import { exponential as drawExponential } from "../../../engine/core/distributions.ts";
import { demandPositive } from "./demand.ts";
import type { Distribution } from "./distribution.ts";

/**
 * Exponential distribution: times between events that come at a constant rate. Its mean is 1 / rate.
 *
 * @example
 * exponential({ rate: 2 }).mean // => 0.5
 */
export function exponential({ rate }: { readonly rate: number }): Distribution {
  demandPositive("exponential", { rate });
  return {
    mean: 1 / rate,
    variance: 1 / rate ** 2,
    skewness: 2,
    excessKurtosis: 6,
    density: (x) => (x >= 0 ? rate * Math.exp(-rate * x) : 0),
    cdf: (x) => (x > 0 ? -Math.expm1(-rate * x) : 0),
    survival: (x) => (x > 0 ? Math.exp(-rate * x) : 1),
    quantile: (p) => (p >= 0 && p <= 1 ? -Math.log1p(-p) / rate : Number.NaN),
    draw: (random) => drawExponential(random, rate),
  };
}
