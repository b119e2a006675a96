import { logGamma, stirlingError } from "../special/log-gamma.ts";
import { pelzGoodCdf } from "./pelz-good.ts";

/** Up to this many values the finite distribution is summed exactly throughout. */
const exactTo = 140;
/** Above n d^2 of these, twice the one-sided probability is as exact as the other ways: both sides at once are unlikely. */
const oneSidedFrom = { few: 4, many: 2.2 } as const;
/** Up to n d^1.5 of this the matrix stays small and the expansion is not yet exact. */
const smallMatrixTo = 1.4;
/** Above this many values, sums over all of them take too long, and the expansions are exact to more digits than asked. */
const summedTo = 100_000;
/** Powers above this, divided by their factorials, are too small to matter. */
const band = 28;

/**
 * Probability that the greatest distance between an empirical distribution of `n` values and the true continuous one
 * is greater than `d`, to six digits or more: the plan of Simard and L'Ecuyer (2011). Up to 140 values exactly, by the
 * recursion of Marsaglia, Tsang and Wang (2003) as n steps of a banded matrix; above by the expansion of Pelz and Good
 * (1976); far in the tail twice the one-sided sum of Birnbaum and Tingey (1951).
 *
 * @example
 * kolmogorovSurvival(1, 0.5) // => 1
 */
export function kolmogorovSurvival(n: number, d: number): number {
  if (!(n >= 1) || Number.isNaN(d)) return Number.NaN;
  if (d >= 1) return 0;
  if (2 * n * d <= 1) return 1;
  const square = n * d * d;
  const few = n <= exactTo;
  const many = n > summedTo;
  // From a half on, both sides cannot be at once.
  if (d >= 0.5 || square > (few ? oneSidedFrom.few : oneSidedFrom.many)) {
    return many ? correctedLimit(n, d) : Math.min(1, 2 * oneSided(n, d));
  }
  const summed = few || (!many && n * d ** 1.5 <= smallMatrixTo);
  const cdf = summed ? exactCdf(n, d) : pelzGoodCdf(n, Math.sqrt(square));
  return Math.min(1, Math.max(0, 1 - cdf));
}

/**
 * Limit of {@link kolmogorovSurvival} for n to infinity, d being z / sqrt(n) (Kolmogorov 1933): one of its two series,
 * by which converges faster.
 *
 * @example
 * kolmogorovLimitSurvival(1.3580986393225507).toFixed(6) // => "0.050000"
 */
export function kolmogorovLimitSurvival(z: number): number {
  if (!(z > 0)) return Number.isNaN(z) ? z : 1;
  let sum = 0;
  if (z > 1) {
    for (let k = 1; k <= 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * z * z);
    return sum;
  }
  for (let k = 1; k <= 19; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * z * z));
  return 1 - (Math.sqrt(2 * Math.PI) / z) * sum;
}

/** The limit at a distance corrected to order 1/n (Vrbik 2018), which keeps the digits of the far tail. */
function correctedLimit(n: number, d: number): number {
  const z = d * Math.sqrt(n);
  return kolmogorovLimitSurvival(z + 1 / (6 * Math.sqrt(n)) + (z - 1) / (4 * n));
}

/** Probability that the empirical distribution rises above the true one by more than `d` anywhere. */
function oneSided(n: number, d: number): number {
  let sum = 0;
  const whole = logGamma(n + 1);
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const rest = 1 - d - j / n;
    if (rest <= 0) continue;
    const choices = whole - logGamma(j + 1) - logGamma(n - j + 1);
    sum += Math.exp(choices + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest));
  }
  return d * sum;
}

/** Probability of a distance of at most `d`: the middle element of the n-th power of a matrix, one step at a time. */
function exactCdf(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const h = k - n * d;
  const m = 2 * k - 1;
  const inverse = Float64Array.from({ length: m + 2 }, (_, i) => Math.exp(-logGamma(i + 1)));
  const first = Float64Array.from({ length: m }, (_, i) => (1 - h ** (i + 1)) * inverse[i + 1]!);
  const last = Float64Array.from({ length: m }, (_, j) => (1 - h ** (m - j)) * inverse[m - j]!);
  const corner = (1 - 2 * h ** m + (2 * h > 1 ? (2 * h - 1) ** m : 0)) * inverse[m]!;
  first[m - 1] = corner;
  last[0] = corner;
  let row = new Float64Array(m);
  row[k - 1] = 1;
  let next = new Float64Array(m);
  for (let step = 0; step < n; step++) {
    for (let j = 0; j < m; j++) {
      const from = Math.max(0, j - 1);
      const to = Math.min(m - 1, j - 1 + band);
      let sum = 0;
      if (j === 0) for (let i = 0; i < m; i++) sum += row[i]! * first[i]!;
      else {
        for (let i = from; i <= Math.min(to, m - 2); i++) sum += row[i]! * inverse[i - j + 1]!;
        sum += row[m - 1]! * last[j]!;
      }
      // Each step grows by about e; what that leaves of n! / n^n comes back at the end.
      next[j] = sum / Math.E;
    }
    [row, next] = [next, row];
  }
  return row[k - 1]! * Math.sqrt(2 * Math.PI * n) * Math.exp(stirlingError(n));
}
