import { normal, type Random } from "../../../engine/core/random.ts";
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
    draw: (random) => scale * drawGamma(random, shape),
  };
}

/** A gamma number of scale 1 by the method of Marsaglia and Tsang (2000); below shape 1 by a power of a uniform one. */
export function drawGamma(random: Random, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
