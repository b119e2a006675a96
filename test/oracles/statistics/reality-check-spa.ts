import { seeded } from "../../../engine/core/random.ts";
import { deviation, momentsOf } from "../../../research/stats/moments.ts";
import { modelConfidenceSet } from "../../../research/stats/selection/model-confidence-set.ts";
import { realityCheck } from "../../../research/stats/selection/reality-check.ts";
import { superiorAbility } from "../../../research/stats/selection/superior-ability.ts";
import { superiorModels } from "../../../research/stats/selection/superior-models.ts";
import type { Case, Family, Got } from "./case.ts";
import { sampleOf } from "./sample.ts";

const resamples = 4000;

/** `reality_check_spa.json`: the best of several strategies against a benchmark. */
export const realityCheckSpa: Family = {
  resamples,
  run(subject) {
    const { columns } = sampleOf(subject.input);
    const { mean_block, block } = subject.input.params as { mean_block: number; block: number };
    if (subject.name.startsWith("mcs")) {
      return confidence(columns, block);
    }
    return tested(subject, advantagesOf(subject, columns), mean_block);
  },
};

/** p-values over five seeds, their means and deviations. */
function confidence(columns: readonly Float64Array[], block: number): Got {
  const losses = columns.map((xs) => xs.map((x) => -x));
  const runs = [1, 2, 3, 4, 5].map((seed) =>
    modelConfidenceSet(losses, { block, resamples: 1000, random: seeded(seed) }),
  );
  const moments = losses.map((_, i) => momentsOf(Float64Array.from(runs, (p) => p[i]!)));
  return { pvalues_mean: moments.map(({ mean }) => mean), pvalues_sd: moments.map(deviation) };
}

function advantagesOf({ input }: Case, columns: readonly Float64Array[]): Float64Array[] {
  if (input.benchmark === "zero") return [...columns];
  const benchmark = sampleOf({ ...input, columns: [input.benchmark!] }).columns[0]!;
  return columns.map((xs) => xs.map((x, t) => x - benchmark[t]!));
}

function tested({ input }: Case, advantages: readonly Float64Array[], block: number): Got {
  const options = () => ({ block, resamples, random: seeded(11) });
  const plain = superiorAbility(advantages, { ...options(), studentise: false });
  const hansen = superiorAbility(advantages, options());
  const white = realityCheck(advantages, options());
  const superior = superiorModels(advantages, { ...options(), studentise: false, size: 0.1 });
  return {
    statistic_unstudentised_max_mean: plain.statistic,
    white_V_sqrt_n_max_mean: white.statistic,
    best: input.columns![plain.best]!,
    omega: hansen.omega,
    statistic_spa_studentised: hansen.statistic,
    pvalue_unstudentised_arch: plain.p,
    pvalue_studentised_hansen: hansen.p,
    white_reality_check_pvalue: white.p,
    stepm_size_0_1_superior: superior.map((i) => input.columns![i]!),
  };
}
