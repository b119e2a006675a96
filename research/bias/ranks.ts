import { normalCdf } from "../stats/normal.ts";

/**
 * Ranks from 1, ties sharing their mean rank.
 *
 * @example
 * [...ranksOf([10, 30, 10])] // => [1.5, 3, 1.5]
 */
export function ranksOf(xs: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: xs.length }, (_, i) => i).sort((a, b) => xs[a]! - xs[b]!);
  const ranks = new Float64Array(xs.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && xs[order[to]!] === xs[order[from]!]) to++;
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** A comparison of two samples. */
export interface RankSum {
  /** Share of pairs in which the first is less, ties counted half. */
  readonly lessShare: number;
  /** Probability, were both of one law, that the first is as much less as it was, or more so. */
  readonly p: number;
}

/**
 * Rank-sum test that the first sample is less than the second (Wilcoxon 1945, Mann and Whitney 1947), by the normal law
 * with ties and a correction for continuity. NaN for an empty sample, or where all values are equal.
 *
 * @example
 * rankSum([1, 2], [3, 4]).lessShare // => 1
 */
export function rankSum(first: readonly number[], second: readonly number[]): RankSum {
  const [a, b] = [first.length, second.length];
  const n = a + b;
  const ranks = ranksOf([...first, ...second]);
  let sum = 0;
  for (let i = 0; i < a; i++) sum += ranks[i]!;
  // Pairs in which the first is the greater.
  const greater = sum - (a * (a + 1)) / 2;
  let spread = 0;
  for (const rank of ranks) spread += (rank - (n + 1) / 2) ** 2;
  const deviation = Math.sqrt((a * b * spread) / (n * (n - 1)));
  if (!(deviation > 0)) return { lessShare: Number.NaN, p: Number.NaN };
  const less = a * b - greater;
  return { lessShare: less / (a * b), p: normalCdf(-(less - (a * b) / 2 - 0.5) / deviation) };
}

/** A rank correlation. */
export interface RankCorrelation {
  readonly rho: number;
  /** Probability, were both independent, of a correlation as great or greater. */
  readonly pGreater: number;
}

/**
 * Rank correlation of Spearman (1904) with the variance 1 / (n - 1) that it has over all permutations. NaN where either is
 * constant.
 *
 * @example
 * rankCorrelation([1, 2, 3], [10, 20, 30]).rho // => 1
 */
export function rankCorrelation(xs: readonly number[], ys: readonly number[]): RankCorrelation {
  const [a, b] = [ranksOf(xs), ranksOf(ys)];
  const mean = (xs.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - mean, b[i]! - mean];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  const rho = aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : Number.NaN;
  return { rho, pGreater: normalCdf(-rho * Math.sqrt(xs.length - 1)) };
}
