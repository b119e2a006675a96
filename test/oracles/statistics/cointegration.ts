import { engleGranger } from "../../../research/stats/cointegration/engle-granger.ts";
import { johansen } from "../../../research/stats/cointegration/johansen.ts";
import { lagsOf } from "./adf.ts";
import type { Family, Got } from "./case.ts";
import { sampleOf } from "./sample.ts";

interface Params {
  readonly test: "engle_granger" | "johansen";
  readonly trend: "n" | "c" | "ct";
  readonly autolag: string | null;
  readonly maxlag: number | null;
  readonly det_order: -1 | 0 | 1;
  readonly k_ar_diff: number;
}

function together([y, ...others]: readonly Float64Array[], { trend, autolag, maxlag }: Params): Got {
  const most = autolag !== null && maxlag !== null ? { lagsMax: maxlag } : {};
  const result = engleGranger(y!, others, { trend, lags: lagsOf(autolag, maxlag), ...most });
  return {
    statsmodels: { statistic: result.statistic, pvalue: result.p, crit_1_5_10: result.critical },
    stage1_params: result.coefficients,
    stage1_rsquared: result.rSquared,
    residual: result.residuals,
  };
}

function relations(series: readonly Float64Array[], { det_order, k_ar_diff: lags }: Params): Got {
  const trend = ({ "-1": "n", "0": "c", "1": "ct" } as const)[`${det_order}`];
  // The reference takes the level as many rows back as there are lags: of the same row where there are none.
  const result = johansen(series, { trend, lags, levelLag: lags });
  return {
    eig: result.eigenvalues,
    trace_stat: result.trace,
    max_eig_stat: result.maximum,
    trace_crit_90_95_99: result.traceCritical,
    max_eig_crit_90_95_99: result.maximumCritical,
    evec_first_normalised_on_first_variable: result.vectors[0]!,
  };
}

/** `cointegration.json`. */
export const cointegration: Family = {
  run({ input }) {
    const params = input.params as unknown as Params;
    const { columns } = sampleOf(input);
    return params.test === "johansen" ? relations(columns, params) : together(columns, params);
  },
};
