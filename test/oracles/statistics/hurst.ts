import { aggregatedVariance } from "../../../research/stats/hurst/aggregated-variance.ts";
import { dfa } from "../../../research/stats/hurst/dfa.ts";
import { differenceDeviation } from "../../../research/stats/hurst/difference-deviation.ts";
import { rescaledRange } from "../../../research/stats/hurst/rescaled-range.ts";
import type { Family } from "./case.ts";
import { seriesOf } from "./sample.ts";

/** `hurst.json`: four estimators. */
export const hurst: Family = {
  run({ input }) {
    const xs = seriesOf(input);
    const ranges = rescaledRange(xs);
    const variance = aggregatedVariance(xs);
    const fluctuation = dfa(xs);
    const deviation = differenceDeviation(xs);
    return {
      rs_sizes: ranges.sizes,
      rs_mean: ranges.ranges,
      rs_slope: ranges.hurst,
      rs_expected_anis_lloyd: ranges.expected,
      rs_slope_corrected: ranges.corrected,
      aggvar_sizes: variance.sizes,
      aggvar_var: variance.variances,
      aggvar_H: variance.hurst,
      dfa_sizes: fluctuation.sizes,
      dfa_F: fluctuation.fluctuations,
      dfa_H: fluctuation.hurst,
      difstd_lags: deviation.lags,
      difstd: deviation.deviations,
      difstd_H: deviation.hurst,
    };
  },
};
