import { refuse } from "../../../engine/core/errors.ts";
import { countedOf } from "../../metrics/equity.ts";
import { returnsOf } from "../../metrics/returns.ts";
import { deviation, momentsOf } from "../../stats/moments.ts";
import { automatic } from "../../stats/resample/bootstrap.ts";
import { superiorAbility } from "../../stats/selection/superior-ability.ts";
import type { Answer, Examination } from "../examine.ts";
import { chanceOf, type Study } from "../study.ts";
import { countText, tidy } from "../words.ts";

/**
 * Whether the best of the variants earns more than cash and than buy-and-hold, by more than luck. Buy-and-hold is taken
 * at the volatility of each variant (Modigliani and Modigliani 1997): raw means would compare how much was held.
 */
export const superiority: Examination = {
  questions: ({ policy: { superiorAbility: rule } }) => {
    const asked = { unit: "probability", threshold: rule.p, passes: "at-most" } as const;
    return [
      { name: "superior-to-cash", label: "chance of such a best if none beats cash", ...asked },
      {
        name: "superior-to-holding",
        label: "chance of such a best if none beats buy-and-hold at its volatility",
        ...asked,
      },
    ];
  },
  answer: (study) => {
    const { outcome, settings } = study;
    const { benchmark, benchmarkBefore } = countedOf(outcome, settings.cash);
    const held = returnsOf(benchmark, benchmarkBefore);
    return {
      answers: [
        ability(study, new Float64Array(held.length), "cash", 3),
        ability(study, held, "buy-and-hold", 4),
      ],
    };
  },
};

function ability(study: Study, benchmark: Float64Array, name: string, stream: number): Answer {
  const { returns, variants, policy } = study;
  const risk = deviation(momentsOf(benchmark));
  const advantageOf = (own: Float64Array): Float64Array => {
    const scale = risk > 0 ? deviation(momentsOf(own)) / risk : 1;
    return own.map((r, i) => r - scale * benchmark[i]!);
  };
  const varies = (xs: Float64Array): boolean => xs.some((x) => x !== xs[0]);
  const own = advantageOf(returns);
  if (!varies(own)) return [Number.NaN, `the strategy differs from ${name} by a constant`];
  const models = [
    own,
    ...variants()
      .map((variant) => advantageOf(variant.returns))
      .filter(varies),
  ];
  if (models.some((xs) => xs.some((x) => !Number.isFinite(x)))) {
    refuse("a variant loses all: it has no returns from there on");
  }
  const block = Math.max(1, automatic(own, "stationary"));
  const { resamples } = policy.superiorAbility;
  const { p, statistic } = superiorAbility(models, { block, resamples, random: chanceOf(study, stream) });
  return [
    p.consistent,
    `of ${countText(models.length)} variants the best is ${tidy(statistic)} deviations above ${name}; p between ${tidy(p.lower, 3)} and ${tidy(p.upper, 3)} by how the poor ones count`,
  ];
}
