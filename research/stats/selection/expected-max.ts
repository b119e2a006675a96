import { refuse } from "../../../engine/core/errors.ts";
import { normalCdf, normalDensity, normalQuantile } from "../normal.ts";

const eulerMascheroni = 0.5772156649015329;

/** Independent trials from which the best was chosen. */
export interface Trials {
  readonly count: number;
  /** Variance of their Sharpe ratios, per period. */
  readonly variance: number;
}

function demandCount(count: number): void {
  if (!(Number.isInteger(count) && count >= 1)) refuse(`trials must be a whole number from 1; was ${count}`);
}

/**
 * Expected maximum of independent standard normal numbers, approximately:
 * (1 - g) q(1/N) + g q(1/(N e)), q the upper quantile and g Euler's constant (Bailey et al. 2014). 0 for one.
 *
 * @example
 * expectedMaxNormal(1) // => 0
 */
export function expectedMaxNormal(count: number): number {
  demandCount(count);
  if (count === 1) return 0;
  // The upper quantile as minus the lower one: 1 - 1/N would lose the digits of 1/N.
  const upper = (p: number) => -normalQuantile(p);
  return (1 - eulerMascheroni) * upper(1 / count) + eulerMascheroni * upper(1 / (count * Math.E));
}

/**
 * Expected maximum of independent standard normal numbers, to about 1e-12: the integral of x N phi(x) Phi(x)^(N - 1) by the
 * trapezium rule, which for such an integrand converges faster than any power of the step.
 */
export function exactExpectedMaxNormal(count: number): number {
  demandCount(count);
  if (count === 1) return 0;
  const step = 1 / 64;
  let sum = 0;
  for (let i = -12 * 64; i <= 14 * 64; i++) {
    const x = i * step;
    const power = Math.exp((count - 1) * Math.log1p(-normalCdf(-x)));
    sum += x * count * normalDensity(x) * power;
  }
  return sum * step;
}

/**
 * Expected best Sharpe ratio of trials without skill, per period: the deviation of theirs times
 * {@link expectedMaxNormal}.
 */
export function expectedMaxSharpe({ count, variance }: Trials): number {
  if (!(variance >= 0))
    refuse(`the variance of the trials' Sharpe ratios must be at least 0; was ${variance}`);
  return Math.sqrt(variance) * expectedMaxNormal(count);
}
