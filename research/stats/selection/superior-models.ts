import { quantile } from "../quantile.ts";
import { consistentCentres, drawAbility, maximaOf, type SuperiorAbilityOptions } from "./superior-ability.ts";

/**
 * Models that are better than the benchmark, with at most `size` probability of one false among them (StepM, Romano and
 * Wolf 2005, with Hansen's recentring): those above the critical value leave, and the rest are tested again
 * without them, until none is. Indices in rising order.
 */
export function superiorModels(
  advantages: readonly Float64Array[],
  { size = 0.05, ...options }: SuperiorAbilityOptions & { readonly size?: number },
): number[] {
  const draws = drawAbility(advantages, options);
  const centres = consistentCentres(draws);
  const { means, scale } = draws;
  let left = advantages.map((_, i) => i);
  const superior: number[] = [];
  while (left.length > 0) {
    const critical = quantile(maximaOf(draws, centres, left), 1 - size);
    const better = left.filter((i) => means[i]! / scale[i]! > critical);
    if (better.length === 0) break;
    superior.push(...better);
    left = left.filter((i) => !better.includes(i));
  }
  return superior.sort((a, b) => a - b);
}
