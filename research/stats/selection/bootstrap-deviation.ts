import { centred } from "../centred.ts";

/**
 * Deviation of sqrt(n) times the mean under the stationary bootstrap, in closed form (Politis and Romano 1994, eq. 4):
 * omega^2 = c[0] + 2 sum over i of ((1 - i/n) s^i + (i/n) s^(n - i)) c[i], s = 1 - 1 / meanBlock, with autocovariances
 * over n of the deviations d from the mean.
 *
 * Costs O(n), for a sum over lags whose weights are powers is a recursion over rows. Of the first part, row t holds
 * d[t] (a - b / n), with a the sum of s^i d[t+i] and b that of i s^i d[t+i] over the rows after it: a, b of row t are
 * s (d[t+1] + a) and s (d[t+1] + b + a) of row t + 1. Of the second, with the rows before it, row u holds
 * d[u] s^(n - u) (u p - q) / n, with p the sum of s^t d[t] and q that of t s^t d[t].
 */
export function bootstrapDeviation(xs: Float64Array, meanBlock: number): number {
  const n = xs.length;
  const stay = 1 - 1 / meanBlock;
  const deviations = centred(xs);
  let sum = 0;
  let [a, b] = [0, 0];
  for (let t = n - 1; t >= 0; t--) {
    const d = deviations[t]!;
    sum += d * (d + 2 * (a - b / n));
    b = stay * (d + b + a);
    a = stay * (d + a);
  }
  let [p, q] = [0, 0];
  for (let u = 0, power = 1; u < n; u++, power *= stay) {
    const d = deviations[u]!;
    sum += 2 * d * stay ** (n - u) * ((u * p - q) / n);
    p += power * d;
    q += u * power * d;
  }
  return Math.sqrt(Math.max(0, sum / n));
}
