import { refuse } from "../../../engine/core/errors.ts";
import {
  type BootstrapMeans,
  type BootstrapMeansOptions,
  bootstrapMeans,
} from "../resample/bootstrap-means.ts";
import { bootstrapDeviation } from "./bootstrap-deviation.ts";

export interface SuperiorAbilityOptions
  extends Pick<BootstrapMeansOptions, "block" | "resamples" | "random"> {
  /** Whether each mean is divided by its own deviation (Hansen 2005), or taken as it is (White 2000). */
  readonly studentise?: boolean;
}

/** Whether the best of several models is better than the benchmark, or only the luckiest. */
export interface SuperiorAbility {
  /** max(0, max of sqrt(n) mean / omega), or the greatest mean where not studentised. */
  readonly statistic: number;
  /** The model of the greatest statistic. */
  readonly best: number;
  /**
   * Probability of such a best where no model is better than the benchmark, by how the poor models are counted:
   * `lower` as if as good as the benchmark or better, `upper` all as good as it, `consistent` those that
   * are clearly worse not at all. Judge by `consistent`.
   */
  readonly p: { readonly lower: number; readonly consistent: number; readonly upper: number };
  /** Deviation of sqrt(n) times the mean of each model. */
  readonly omega: Float64Array;
}

/** A bootstrap of the models' mean advantage, and what they are divided by. */
export interface AbilityDraws extends BootstrapMeans {
  readonly n: number;
  readonly omega: Float64Array;
  /** Divides a mean: omega / sqrt(n), or 1. */
  readonly scale: Float64Array;
}

/**
 * Test for superior predictive ability (Hansen 2005) by the stationary bootstrap, of returns less those of the
 * benchmark, a column a model. p is (1 + resamples at least as extreme) / (1 + resamples): never 0.
 *
 * Throws a UserError for no models, unequal lengths, a gap, or a model whose advantage is a constant.
 */
export function superiorAbility(
  advantages: readonly Float64Array[],
  { studentise = true, ...options }: SuperiorAbilityOptions,
): SuperiorAbility {
  const draws = drawAbility(advantages, { studentise, ...options });
  const { means, scale, omega } = draws;
  const scores = means.map((mean, i) => mean / scale[i]!);
  const best = scores.indexOf(Math.max(...scores));
  const statistic = studentise ? Math.max(0, scores[best]!) : scores[best]!;
  const consistent = consistentCentres(draws);
  const least = studentise ? 0 : Number.NEGATIVE_INFINITY;
  const pOf = (centres: Float64Array) => {
    const maxima = maximaOf(draws, centres);
    return (
      (1 + maxima.reduce((count, x) => count + +(Math.max(least, x) >= statistic), 0)) / (1 + maxima.length)
    );
  };
  return {
    statistic,
    best,
    p: {
      lower: pOf(means.map((mean) => Math.max(0, mean))),
      consistent: pOf(consistent),
      upper: pOf(means),
    },
    omega,
  };
}

/** The bootstrap behind all tests of several models against one benchmark. */
export function drawAbility(
  advantages: readonly Float64Array[],
  { studentise = true, block, ...options }: SuperiorAbilityOptions,
): AbilityDraws {
  const draws = bootstrapMeans(advantages, { method: "stationary", block, ...options });
  const n = advantages[0]!.length;
  const omega = Float64Array.from(advantages, (xs, i) =>
    xs.every((x) => x === xs[0])
      ? refuse(`model ${i} differs from the benchmark by the constant ${xs[0]}; leave it out`)
      : bootstrapDeviation(xs, block),
  );
  return { ...draws, n, omega, scale: omega.map((w) => (studentise ? w / Math.sqrt(n) : 1)) };
}

/** Means of the models that are not clearly worse than the benchmark, 0 of the others: Hansen's recentring. */
export function consistentCentres({ means, omega, n }: AbilityDraws): Float64Array {
  const threshold = -Math.sqrt((2 * Math.log(Math.log(n))) / n);
  return means.map((mean, i) => (mean >= omega[i]! * threshold ? mean : 0));
}

/** Greatest recentred and scaled mean of each resample, over the models that are in. */
export function maximaOf(
  { resampled, resamples, columns, scale }: AbilityDraws,
  centres: Float64Array,
  models: readonly number[] = Array.from({ length: columns }, (_, i) => i),
): Float64Array {
  const out = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let most = Number.NEGATIVE_INFINITY;
    for (const i of models) most = Math.max(most, (resampled[b * columns + i]! - centres[i]!) / scale[i]!);
    out[b] = most;
  }
  return out;
}
