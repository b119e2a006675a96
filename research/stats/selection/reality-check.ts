import { type SuperiorAbilityOptions, superiorAbility } from "./superior-ability.ts";

/** White's test of the best of several models. */
export interface RealityCheck {
  /** sqrt(n) times the greatest mean. */
  readonly statistic: number;
  readonly best: number;
  readonly p: number;
}

/**
 * Reality Check (White 2000): whether the best mean advantage over the benchmark is more than luck, every model taken
 * to be as good as the benchmark. Poor models make it weaker: prefer {@link superiorAbility}.
 */
export function realityCheck(
  advantages: readonly Float64Array[],
  options: Omit<SuperiorAbilityOptions, "studentise">,
): RealityCheck {
  const { statistic, best, p } = superiorAbility(advantages, { ...options, studentise: false });
  return { statistic: statistic * Math.sqrt(advantages[0]!.length), best, p: p.upper };
}
