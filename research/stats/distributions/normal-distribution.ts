import { normal } from "../../../engine/core/random.ts";
import { normalCdf, normalDensity, normalQuantile } from "../normal.ts";
import { demandFinite, demandPositive } from "./demand.ts";
import type { Distribution } from "./distribution.ts";

/**
 * Normal distribution.
 *
 * @example
 * normalDistribution({ mean: 1, sd: 2 }).quantile(0.5) // => 1
 */
export function normalDistribution({
  mean,
  sd,
}: {
  readonly mean: number;
  readonly sd: number;
}): Distribution {
  demandFinite("normal", "mean", mean);
  demandPositive("normal", { sd });
  return {
    mean,
    variance: sd * sd,
    skewness: 0,
    excessKurtosis: 0,
    density: (x) => normalDensity((x - mean) / sd) / sd,
    cdf: (x) => normalCdf((x - mean) / sd),
    survival: (x) => normalCdf((mean - x) / sd),
    quantile: (p) => mean + sd * normalQuantile(p),
    draw: (random) => mean + sd * normal(random),
  };
}
