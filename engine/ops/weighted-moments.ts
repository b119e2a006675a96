/** Exponentially weighted mean and variance of all values so far. */
export interface WeightedMoments {
  readonly n: number;
  readonly keep: number;
  seen: number;
  /** Sums of the weights and of their squares; the latest value weighs 1. */
  weight: number;
  weightSquares: number;
  mean: number;
  /** Weighted squared deviations. */
  deviations: number;
}

export const weighted = (n: number): WeightedMoments => ({
  n,
  keep: 1 - 2 / (n + 1),
  seen: 0,
  weight: 0,
  weightSquares: 0,
  mean: 0,
  deviations: 0,
});

/** Takes the next value and gives the variance, corrected for bias by the effective count; NaN before the n-th. */
export function pushWeighted(w: WeightedMoments, x: number): number {
  const older = w.weight * w.keep;
  w.weight = older + 1;
  w.weightSquares = w.weightSquares * w.keep * w.keep + 1;
  const gap = x - w.mean;
  w.mean += gap / w.weight;
  w.deviations = w.deviations * w.keep + (gap * gap * older) / w.weight;
  if (w.seen < w.n) w.seen++;
  return w.seen < w.n ? Number.NaN : w.deviations / (w.weight - w.weightSquares / w.weight);
}
