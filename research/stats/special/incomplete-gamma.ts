import { logGamma, stirlingError } from "./log-gamma.ts";

/** Parts below and above `x` of the gamma distribution of shape `a` and scale 1. They add up to 1. */
export interface Split {
  readonly lower: number;
  readonly upper: number;
}

/** Enough for shapes up to some 1e9: the number of terms grows with the root of the shape. */
const termsMax = 1_000_000;

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) for a > 0 and x >= 0. The smaller of the two is computed
 * on its own, so that tails keep their digits: a power series below a + 1, a continued fraction above (Abramowitz and
 * Stegun 1964, 6.5.29, 6.5.31, by the method of Lentz 1976). NaN outside.
 *
 * @example
 * incompleteGamma(1, 2).upper // => 0.1353352832366127
 */
export function incompleteGamma(a: number, x: number): Split {
  if (!(a > 0 && x >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (x < a + 1) {
    const lower = (powerOf(a, x) * seriesOf(a, x)) / a;
    return { lower, upper: 1 - lower };
  }
  const upper = powerOf(a, x) * fractionOf(a, x);
  return { lower: 1 - upper, upper };
}

/** x^a e^-x / Gamma(a), by way of the distance of x from a where that is what keeps the digits. */
function powerOf(a: number, x: number): number {
  if (a < 20) return Math.exp(a * Math.log(x) - x - logGamma(a));
  const apart = (x - a) / a;
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(-stirlingError(a) - a * (apart - Math.log1p(apart)));
}

function seriesOf(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < termsMax; k++) {
    term *= x / (a + k);
    sum += term;
    if (term < sum * 1e-17) return sum;
  }
  return Number.NaN;
}

function fractionOf(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let result = d;
  for (let k = 1; k < termsMax; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    result *= factor;
    if (Math.abs(factor - 1) < 1e-16) return result;
  }
  return Number.NaN;
}
