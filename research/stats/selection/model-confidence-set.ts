import { refuse } from "../../../engine/core/errors.ts";
import { type BootstrapMeansOptions, bootstrapMeans } from "../resample/bootstrap-means.ts";

/**
 * Model confidence set (Hansen, Lunde and Nason 2011), range statistic: p-value of each model, by its column of losses.
 * The set of level 1 - a holds the models with p >= a; the last one standing has p = 1. Models are dropped worst first, and
 * a p-value is the greatest of the tests up to its model's drop.
 *
 * Throws a UserError for fewer than two models, unequal lengths, a gap, or two models of equal losses.
 */
export function modelConfidenceSet(
  losses: readonly Float64Array[],
  options: Pick<BootstrapMeansOptions, "block" | "resamples" | "random">,
): Float64Array {
  if (losses.length < 2)
    refuse(`a model confidence set needs at least two models; there are ${losses.length}`);
  const { means, resampled, resamples, columns: k } = bootstrapMeans(losses, options);
  const shift = (b: number, i: number, j: number) =>
    resampled[b * k + i]! - resampled[b * k + j]! - (means[i]! - means[j]!);
  const deviations = pairDeviations(k, resamples, shift);
  const scoreOf = (i: number, j: number) => (means[i]! - means[j]!) / deviations[i * k + j]!;
  const out = new Float64Array(k).fill(1);
  let left = losses.map((_, i) => i);
  let p = 0;
  while (left.length > 1) {
    const worst = worstOf(left, scoreOf);
    const above = countAbove(worst.score, left, resamples, (b, i, j) =>
      Math.abs(shift(b, i, j) / deviations[i * k + j]!),
    );
    p = Math.max(p, (1 + above) / (1 + resamples));
    out[worst.model] = p;
    left = left.filter((i) => i !== worst.model);
  }
  return out;
}

/** Bootstrap deviations of the difference of each pair of means. */
function pairDeviations(k: number, resamples: number, shift: (b: number, i: number, j: number) => number) {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let b = 0; b < resamples; b++) sum += shift(b, i, j) ** 2;
      if (sum === 0) refuse(`models ${j} and ${i} have the same losses; leave one out`);
      out[i * k + j] = Math.sqrt(sum / resamples);
      out[j * k + i] = out[i * k + j]!;
    }
  }
  return out;
}

/** The model that loses most against another, in deviations of their difference. */
function worstOf(left: readonly number[], scoreOf: (i: number, j: number) => number) {
  let worst = { model: left[0]!, score: Number.NEGATIVE_INFINITY };
  for (const i of left) {
    for (const j of left) {
      const score = i === j ? 0 : scoreOf(i, j);
      if (score > worst.score) worst = { model: i, score };
    }
  }
  return worst;
}

/** Resamples whose widest pair is at least as far apart as the observed one. */
function countAbove(
  score: number,
  left: readonly number[],
  resamples: number,
  distance: (b: number, i: number, j: number) => number,
): number {
  let count = 0;
  for (let b = 0; b < resamples; b++) {
    const above = left.some((i, at) => left.slice(at + 1).some((j) => distance(b, i, j) >= score));
    count += +above;
  }
  return count;
}
