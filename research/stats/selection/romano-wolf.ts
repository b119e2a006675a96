import { drawAbility, maximaOf, type SuperiorAbilityOptions } from "./superior-ability.ts";

/**
 * p-values of each model's mean advantage (one-sided), adjusted for all models by the stepdown of Romano and Wolf
 * (2005, 2016): the k-th best is compared with the maximum over those not better, on resamples that keep what the
 * models share. Weaker than no correction, stronger than Holm's where the models are alike.
 */
export function romanoWolf(
  advantages: readonly Float64Array[],
  options: SuperiorAbilityOptions,
): Float64Array {
  const draws = drawAbility(advantages, options);
  const { means, scale } = draws;
  const scores = means.map((mean, i) => mean / scale[i]!);
  const order = advantages.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const out = new Float64Array(advantages.length);
  let least = 0;
  for (const [rank, model] of order.entries()) {
    const maxima = maximaOf(draws, means, order.slice(rank));
    const above = maxima.reduce((count, x) => count + +(x >= scores[model]!), 0);
    least = Math.max(least, (1 + above) / (1 + maxima.length));
    out[model] = least;
  }
  return out;
}
