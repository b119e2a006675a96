import type { Distribution } from "./distribution.ts";

const stepsMax = 400;

/** What {@link invert} needs of a continuous distribution. */
type Curve = Pick<Distribution, "cdf" | "survival" | "density">;

/**
 * Quantile of a continuous distribution between bounds: Newton's steps on the smaller of the two tails. The bracket is
 * halved wherever a step would leave it, or does not shrink as fast as halving would.
 */
export function invert(curve: Curve, p: number, bounds: readonly [low: number, high: number]): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return bounds[0];
  if (p === 1) return bounds[1];
  // Above 0 where x is too great.
  const missAt = (x: number) => (p > 0.5 ? 1 - p - curve.survival(x) : curve.cdf(x) - p);
  let [low, high] = finite(bounds, missAt);
  let x = middle(low, high);
  let before = high - low;
  for (let step = 0; step < stepsMax; step++) {
    const miss = missAt(x);
    if (miss === 0) return x;
    if (miss > 0) high = x;
    else low = x;
    const newton = x - miss / curve.density(x);
    if (Math.abs(newton - x) <= 1e-15 * Math.abs(x)) return newton;
    const slow = !(Math.abs(newton - x) < before / 2);
    const next = !slow && newton > low && newton < high ? newton : middle(low, high);
    if (next === low || next === high) return next;
    before = Math.abs(next - x);
    x = next;
  }
  return x;
}

/** A bracket of finite bounds around the quantile. */
function finite([low, high]: readonly [number, number], missAt: (x: number) => number): [number, number] {
  if (high !== Number.POSITIVE_INFINITY) return [low, high];
  let [from, to] = [low, Math.max(1, 2 * low)];
  while (missAt(to) < 0 && to < Number.MAX_VALUE / 2) [from, to] = [to, 2 * to];
  return [from, to];
}

/** Half-way; of numbers above 0 that are far apart, half-way of their logarithms. */
function middle(low: number, high: number): number {
  if (low === 0 && high > 1e-300) return high < 1e-3 ? high * high : high / 2;
  return low > 0 && high > 4 * low ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;
}
