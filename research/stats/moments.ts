/** Size, mean and central moments of a sample; sums of powers of deviations, not yet divided by n. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean; exactly 0 where they are rounding noise. */
  readonly s2: number;
  readonly s3: number;
  readonly s4: number;
}

/**
 * Deviations below this fraction of the values' scale are rounding noise: a constant series whose mean rounds must
 * have a standard deviation of 0, not of 1e-19 and a Sharpe ratio of 1e16.
 */
const noise = 1e-14;

/** Sums of powers of deviations from a centre, which may be added to column by column. */
export interface Deviations {
  readonly centre: number;
  n: number;
  /** How many values are 0. They are in none of the sums, so that one who knows them need not visit them. */
  zeros: number;
  d1: number;
  d2: number;
  d3: number;
  d4: number;
}

/** No values yet, around a centre near to their mean: the nearer, the less is lost to rounding. */
export const deviationsAround = (centre: number): Deviations => ({
  centre,
  n: 0,
  zeros: 0,
  d1: 0,
  d2: 0,
  d3: 0,
  d4: 0,
});

/** Adds the values of a column. */
export function addDeviations(sums: Deviations, xs: Float64Array): Deviations {
  const { centre } = sums;
  let { zeros, d1, d2, d3, d4 } = sums;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i]!;
    if (x === 0) {
      zeros++;
      continue;
    }
    const d = x - centre;
    const dd = d * d;
    d1 += d;
    d2 += dd;
    d3 += dd * d;
    d4 += dd * dd;
  }
  sums.n += xs.length;
  sums.zeros = zeros;
  sums.d1 = d1;
  sums.d2 = d2;
  sums.d3 = d3;
  sums.d4 = d4;
  return sums;
}

/**
 * Moments around the mean from sums around a centre beside it (binomial expansion).
 *
 * `scale` is the size of the numbers that the values were computed from, where that is greater than the mean:
 * simple returns are ratios less one, so that theirs is 1.
 */
export function momentsFrom({ centre, n, zeros, ...sums }: Deviations, scale = 0): Moments {
  const d1 = sums.d1 - zeros * centre;
  const d2 = sums.d2 + zeros * centre ** 2;
  const d3 = sums.d3 - zeros * centre ** 3;
  const d4 = sums.d4 + zeros * centre ** 4;
  const shift = d1 / n;
  const mean = centre + shift;
  const s2 = withoutNoise(d2, d1, n, Math.max(scale, Math.abs(mean)));
  if (s2 === 0) return { n, mean, s2, s3: 0, s4: 0 };
  const s3 = d3 - 3 * shift * d2 + 2 * n * shift ** 3;
  const s4 = d4 - 4 * shift * d3 + 6 * shift * shift * d2 - 3 * n * shift ** 4;
  return { n, mean, s2, s3, s4 };
}

/** Mean and central moments by two passes. NaN anywhere makes all of them NaN. See {@link momentsFrom} for `scale`. */
export function momentsOf(xs: Float64Array, scale = 0): Moments {
  let sum = 0;
  for (let i = 0; i < xs.length; i++) sum += xs[i]!;
  return momentsFrom(addDeviations(deviationsAround(xs.length === 0 ? 0 : sum / xs.length), xs), scale);
}

/**
 * A sum of squared deviations from a mean that was rounded: less what the rounding added (Chan, Golub and LeVeque
 * 1983, eq. 1.7), and 0 where the rest is noise beside `scale`. `s1` is the sum of the deviations.
 */
export function withoutNoise(s2: number, s1: number, n: number, scale: number): number {
  const squares = s2 - (s1 * s1) / n;
  return Math.sqrt(squares / n) <= noise * scale || squares <= 0 ? 0 : squares;
}

/** Sample standard deviation (ddof 1). NaN for fewer than two values. */
export const deviation = ({ n, s2 }: Moments): number => (n < 2 ? Number.NaN : Math.sqrt(s2 / (n - 1)));

/** Population skewness g1 = m3 / m2^1.5 (biased). NaN for a constant. */
export function skewness({ n, s2, s3 }: Moments): number {
  return s2 === 0 ? Number.NaN : (Math.sqrt(n) * s3) / s2 ** 1.5;
}

/** Population excess kurtosis g2 = m4 / m2^2 - 3 (biased). NaN for a constant. */
export function excessKurtosis({ n, s2, s4 }: Moments): number {
  return s2 === 0 ? Number.NaN : (n * s4) / (s2 * s2) - 3;
}

/**
 * Sample skewness G1 (Joanes and Gill 1998), as pandas and Excel have it. NaN for fewer than three values;
 * 0 for a constant, which is symmetric.
 */
export function sampleSkewness(moments: Moments): number {
  const { n, s2 } = moments;
  if (n < 3) return Number.NaN;
  return s2 === 0 ? 0 : (skewness(moments) * Math.sqrt(n * (n - 1))) / (n - 2);
}

/**
 * Sample excess kurtosis G2 (Joanes and Gill 1998), as pandas and Excel have it. NaN for fewer than four values;
 * 0 for a constant, as pandas has it.
 */
export function sampleKurtosis(moments: Moments): number {
  const { n, s2 } = moments;
  if (n < 4) return Number.NaN;
  return s2 === 0 ? 0 : ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excessKurtosis(moments) + 6);
}
