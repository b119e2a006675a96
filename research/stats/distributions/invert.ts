import type { Distribution } from "./distribution.ts";

const stepsMax = 200;

/** What {@link invert} needs of a continuous distribution. */
type Curve = Pick<Distribution, "cdf" | "survival" | "density">;

/**
 * Quantile of a continuous distribution between bounds: Newton's steps on the smaller of the two tails, halving the
 * bracket wherever a step would leave it.
 */
export function invert(
  { cdf, survival, density }: Curve,
  p: number,
  bounds: readonly [low: number, high: number],
): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  let [low, high] = bounds;
  if (p === 0) return low;
  if (p === 1) return high;
  const upper = p > 0.5;
  let x = middle(low, high);
  for (let step = 0; step < stepsMax; step++) {
    const miss = upper ? 1 - p - survival(x) : cdf(x) - p;
    if (miss > 0) high = x;
    else low = x;
    const newton = x - miss / density(x);
    if (Math.abs(newton - x) <= 1e-15 * Math.abs(x)) return newton;
    const next = newton > low && newton < high ? newton : middle(low, high);
    if (next === x) return x;
    x = next;
  }
  return x;
}

/** Half-way; between positive numbers of different size half-way of their logarithms, towards infinity twice as far. */
function middle(low: number, high: number): number {
  if (high === Number.POSITIVE_INFINITY) return low <= 0 ? 1 : 2 * low;
  if (low > 0 && high > 4 * low) return Math.sqrt(low * high);
  return low === 0 && high > 1e-300 && high < 1e-3 ? high / 1024 : (low + high) / 2;
}
