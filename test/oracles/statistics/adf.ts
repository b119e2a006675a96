import { adf as test } from "../../../research/stats/unit-root/adf.ts";
import type { LagRule } from "../../../research/stats/unit-root/adf-regression.ts";
import { type Critical, mackinnonCritical, mackinnonP } from "../../../research/stats/unit-root/mackinnon.ts";
import type { Trend } from "../../../research/stats/unit-root/trend.ts";
import type { Family, Got } from "./case.ts";
import { seriesOf } from "./sample.ts";

/** The rule of the reference's name, or the number of lags where it names none. */
export const lagsOf = (autolag: unknown, maxlag: unknown): LagRule | number =>
  autolag === null
    ? (maxlag as number)
    : ({ aic: "aic", bic: "bic", "t-stat": "t" } as const)[String(autolag).toLowerCase() as "aic"]!;

/** Critical values by the names of the reference. */
export const criticalOf = ([one, five, ten]: Critical): Got => ({ "1%": one, "5%": five, "10%": ten });

/** `adf.json`: the test, and the surfaces of MacKinnon that it reads p and critical values from. */
export const adf: Family = {
  run({ input }) {
    const { regression, autolag, maxlag, taus, nobs, N } = input.params!;
    const trend = regression as Trend;
    if (taus) return { pvalues: (taus as number[]).map((tau) => mackinnonP(tau, trend, N as number)) };
    if (nobs) {
      return {
        crit_1_5_10: (nobs as number[]).map((n) => mackinnonCritical(trend, n, N as number)),
        asymptotic: mackinnonCritical(trend, undefined, N as number),
      };
    }
    const lagsMax = autolag !== null && maxlag !== null ? { lagsMax: maxlag as number } : {};
    const result = test(seriesOf(input), { trend, lags: lagsOf(autolag, maxlag), ...lagsMax });
    return {
      statistic: result.statistic,
      pvalue: result.p,
      used_lag: result.lags,
      nobs: result.nobs,
      crit: criticalOf(result.critical),
      icbest: result.criterion,
    };
  },
};
