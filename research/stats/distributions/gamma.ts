import { gamma as drawGamma } from "../../../engine/core/distributions.ts";
import { incompleteGamma } from "../special/incomplete-gamma.ts";
import { logGamma } from "../special/log-gamma.ts";
import { demandPositive } from "./demand.ts";
import type { Distribution } from "./distribution.ts";
import { invert } from "./invert.ts";

/**
 * Gamma distribution by shape and scale. Its mean is their product.
 *
 * @example
 * gamma({ shape: 2, scale: 0.5 }).mean // => 1
 */
export function gamma({ shape, scale }: { readonly shape: number; readonly scale: number }): Distribution {
  demandPositive("gamma", { shape, scale });
  const constant = logGamma(shape) + shape * Math.log(scale);
  const curve = {
    density: (x: number) => (x > 0 ? Math.exp((shape - 1) * Math.log(x) - x / scale - constant) : 0),
    cdf: (x: number) => (x > 0 ? incompleteGamma(shape, x / scale).lower : 0),
    survival: (x: number) => (x > 0 ? incompleteGamma(shape, x / scale).upper : 1),
  };
  return {
    mean: shape * scale,
    variance: shape * scale * scale,
    skewness: 2 / Math.sqrt(shape),
    excessKurtosis: 6 / shape,
    ...curve,
    quantile: (p) => invert(curve, p, [0, Number.POSITIVE_INFINITY]),
    draw: (random) => drawGamma(random, shape, scale),
  };
}
