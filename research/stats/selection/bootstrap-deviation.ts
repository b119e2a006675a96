import { centred } from "../centred.ts";
import { autocovariance } from "../long-run-variance.ts";

/**
 * Deviation of sqrt(n) times the mean under the stationary bootstrap, in closed form (Politis and Romano 1994, eq. 4):
 * omega^2 = c[0] + 2 sum over i of ((1 - i/n) (1 - p)^i + (i/n) (1 - p)^(n - i)) c[i], p = 1 / meanBlock, with
 * autocovariances over n. Costs n^2 / 2 multiplications at most: terms whose weight has vanished are left out.
 */
export function bootstrapDeviation(xs: Float64Array, meanBlock: number): number {
  const n = xs.length;
  const stay = 1 - 1 / meanBlock;
  const deviations = centred(xs);
  let sum = autocovariance(deviations, 0);
  for (let i = 1; i < n; i++) {
    const weight = (1 - i / n) * stay ** i + (i / n) * stay ** (n - i);
    if (weight > 1e-18) sum += 2 * weight * autocovariance(deviations, i);
  }
  return Math.sqrt(Math.max(0, sum));
}
