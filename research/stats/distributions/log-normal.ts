import { logNormal as drawLogNormal } from "../../../engine/core/distributions.ts";
import { normalCdf, normalDensity, normalQuantile } from "../normal.ts";
import { demandFinite, demandPositive } from "./demand.ts";
import type { Distribution } from "./distribution.ts";

/** Parameters of {@link logNormal}: mean and standard deviation of the logarithm. */
export interface LogNormalParameters {
  readonly mu: number;
  readonly sigma: number;
}

/**
 * Log-normal distribution: a number whose logarithm is normal. Its median is exp(mu), its mean exp(mu + sigma^2 / 2).
 *
 * @example
 * logNormal({ mu: 0, sigma: 1 }).quantile(0.5) // => 1
 */
export function logNormal({ mu, sigma }: LogNormalParameters): Distribution {
  demandFinite("log-normal", "mu", mu);
  demandPositive("log-normal", { sigma });
  const s = sigma * sigma;
  const mean = Math.exp(mu + s / 2);
  const grown = Math.expm1(s);
  const w = Math.exp(s);
  const z = (x: number) => (Math.log(x) - mu) / sigma;
  return {
    mean,
    variance: grown * mean * mean,
    skewness: (w + 2) * Math.sqrt(grown),
    excessKurtosis: w ** 4 + 2 * w ** 3 + 3 * w ** 2 - 6,
    density: (x) => (x > 0 ? normalDensity(z(x)) / (x * sigma) : 0),
    cdf: (x) => (x > 0 ? normalCdf(z(x)) : 0),
    survival: (x) => (x > 0 ? normalCdf(-z(x)) : 1),
    quantile: (p) => Math.exp(mu + sigma * normalQuantile(p)),
    draw: (random) => drawLogNormal(random, mu, sigma),
  };
}

/**
 * Parameters of the log-normal distribution that has a mean and a standard deviation.
 *
 * @example
 * logNormalOf({ mean: 12, sd: 4 }).sigma.toFixed(6) // => "0.324593"
 */
export function logNormalOf({
  mean,
  sd,
}: {
  readonly mean: number;
  readonly sd: number;
}): LogNormalParameters {
  demandPositive("log-normal", { mean, sd });
  const s = Math.log1p((sd / mean) ** 2);
  return { mu: Math.log(mean) - s / 2, sigma: Math.sqrt(s) };
}
