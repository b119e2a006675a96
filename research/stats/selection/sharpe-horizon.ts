import { acf } from "../autocorrelation/acf.ts";
import { demandLags } from "../known-series.ts";

/**
 * Factor by which a Sharpe ratio grows from one period to q of them under autocorrelation (Lo 2002, eq. 20):
 * q / sqrt(q + 2 sum over k < q of (q - k) rho[k]); sqrt(q) for independent returns. NaN where the sum is not positive.
 * Throws a UserError for a gap, a constant, or q beyond the series.
 */
export function sharpeHorizonFactor(returns: Float64Array, q: number): number {
  demandLags("Sharpe horizon", q, 1, returns.length);
  const rho = acf(returns, { lags: q - 1 });
  let sum = q;
  for (let k = 1; k < q; k++) sum += 2 * (q - k) * rho[k]!;
  return sum > 0 ? q / Math.sqrt(sum) : Number.NaN;
}
