import { deviation, momentsOf } from "../stats/moments.ts";
import { normalQuantile } from "../stats/normal.ts";
import { sortedQuantile } from "../stats/quantile.ts";

/** Counts of values in bins of equal width. Bin i holds edges[i] <= x < edges[i + 1], the last one its upper edge too. */
export interface Histogram {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
}

/**
 * Histogram of the finite values of a column over their whole range. The number of bins is by the rule of Freedman
 * and Diaconis (1981), from 1 to `binsMax`. Without a finite value it has no bins; equal values share one.
 */
export function histogramOf(xs: Float64Array, binsMax = 80): Histogram {
  const sorted = xs.filter((x) => Number.isFinite(x)).sort();
  const n = sorted.length;
  if (n === 0) return { edges: new Float64Array(0), counts: new Float64Array(0) };
  const low = sorted[0]!;
  const range = sorted[n - 1]! - low;
  const spread = sortedQuantile(sorted, 0.75) - sortedQuantile(sorted, 0.25);
  const wanted = spread > 0 ? Math.ceil(range / (2 * spread * n ** (-1 / 3))) : Math.ceil(Math.sqrt(n));
  const bins = range === 0 ? 1 : Math.max(1, Math.min(binsMax, wanted));
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low + (range * i) / bins);
  const counts = new Float64Array(bins);
  let bin = 0;
  for (let i = 0; i < n; i++) {
    while (bin < bins - 1 && sorted[i]! >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return { edges, counts };
}

/** Points of a normal quantile-quantile plot. */
export interface QuantilePlot {
  /** Quantiles of the standard normal distribution. */
  readonly normal: Float64Array;
  /** Quantiles of the sample, standardised by its mean and deviation (ddof 1). */
  readonly sample: Float64Array;
}

/**
 * Normal Q-Q points at the plotting positions (i + 0.5) / points of the finite values, at most `pointsMax` of them,
 * denser in the tails for more values than points: these are where a return is not normal. Empty where the values do
 * not vary.
 */
export function quantilePlotOf(xs: Float64Array, pointsMax = 400): QuantilePlot {
  const sorted = xs.filter((x) => Number.isFinite(x)).sort();
  const moments = momentsOf(sorted, 1);
  const sd = deviation(moments);
  if (!(sd > 0)) return { normal: new Float64Array(0), sample: new Float64Array(0) };
  const n = sorted.length;
  const points = Math.min(pointsMax, n);
  // Even steps of z between the outermost positions put as many points into the tails as into the middle.
  const widest = -normalQuantile(0.5 / n);
  const ranks = Array.from({ length: points }, (_, i) => {
    if (points === n) return i;
    const z = widest * ((2 * i) / (points - 1) - 1);
    return Math.min(n - 1, Math.floor(normalBelow(z) * n));
  });
  const unique = [...new Set(ranks)];
  return {
    normal: Float64Array.from(unique, (rank) => normalQuantile((rank + 0.5) / n)),
    sample: Float64Array.from(unique, (rank) => (sorted[rank]! - moments.mean) / sd),
  };
}

/** Distribution function of the standard normal by Abramowitz and Stegun 26.2.17, to 7.5e-8: good enough to pick ranks. */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}
