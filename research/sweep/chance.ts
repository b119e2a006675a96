import { normalQuantile } from "../stats/normal.ts";

/** The constant of Euler and Mascheroni. */
const euler = 0.5772156649015329;

/**
 * The greatest of n Sharpe ratios that is expected where no variant has any skill: draws of a normal law around 0 with the
 * deviation that the n show, taken as independent (Bailey and López de Prado 2014, "The deflated Sharpe ratio", equation
 * for E[max]). Variants that resemble each other count for fewer than they are, so that this is rather too high. NaN for
 * fewer than two.
 *
 * @example
 * expectedBestOf(1000, 0.5).toFixed(3) // => "1.628"
 */
export function expectedBestOf(n: number, deviation: number): number {
  if (!(n >= 2)) return Number.NaN;
  const [near, far] = [normalQuantile(1 - 1 / n), normalQuantile(1 - 1 / (n * Math.E))];
  return deviation * ((1 - euler) * near + euler * far);
}
