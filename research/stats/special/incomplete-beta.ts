import { stirlingError } from "./log-gamma.ts";

const termsMax = 1_000_000;
/** Stands for 0 where a fraction would divide by it. */
const tiny = 1e-300;

/**
 * Regularised incomplete beta function I_x(a, b) for a, b > 0 and x in [0, 1]: the distribution function of the beta
 * distribution. By its continued fraction on the side where that converges fast (Abramowitz and Stegun 1964, 26.5.8,
 * by the method of Lentz 1976). `rest` is 1 - x, to be given where x is so near to 1 that the difference has lost
 * its digits. NaN outside.
 *
 * @example
 * incompleteBeta(0.5, 2, 5) // => 0.890625
 */
export function incompleteBeta(x: number, a: number, b: number, rest: number = 1 - x): number {
  if (!(a > 0 && b > 0 && x >= 0 && rest >= 0)) return Number.NaN;
  if (x === 0) return 0;
  if (rest === 0) return 1;
  const power = powerOf(x, rest, a, b);
  return x < (a + 1) / (a + b + 2)
    ? (power * fractionOf(x, a, b)) / a
    : 1 - (power * fractionOf(rest, b, a)) / b;
}

/** x^a (1 - x)^b / B(a, b), by way of the distance of x from a / (a + b): logarithms of B alone would cancel. */
function powerOf(x: number, rest: number, a: number, b: number): number {
  const n = a + b;
  const apart = (x * b - rest * a) / a;
  const apartRest = (rest * a - x * b) / b;
  const exponent = a * logOnePlus(apart, (x * n) / a) + b * logOnePlus(apartRest, (rest * n) / b);
  const errors = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(exponent + errors);
}

/** ln(1 + u), where 1 + u is also known directly: that is the better one far from 1. */
const logOnePlus = (u: number, whole: number): number =>
  Math.abs(u) < 0.5 ? Math.log1p(u) : Math.log(whole);

const notZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value);

function fractionOf(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let k = 1; k < termsMax; k++) {
    const even = (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    const factor = d * c;
    result *= factor;
    if (Math.abs(factor - 1) < 1e-16) return result;
  }
  return Number.NaN;
}
