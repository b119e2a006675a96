import { backtestOverfitting } from "../../../research/stats/selection/overfitting.ts";
import type { Family } from "./case.ts";
import { sampleOf } from "./sample.ts";

/** `pbo.json`: overfitting by combinatorially symmetric cross-validation. */
export const pbo: Family = {
  run({ input }) {
    const { columns } = sampleOf(input);
    const result = backtestOverfitting(columns, input.params!.S as number);
    const { logits, selected, degradation } = result;
    const counts = columns.map((_, i) => selected.filter((chosen) => chosen === i).length);
    return {
      combinations: logits.length,
      pbo_logit_le_0: result.pbo,
      pbo_logit_lt_0: logits.filter((logit) => logit < 0).length / logits.length,
      logits,
      mean_logit: logits.reduce((sum, logit) => sum + logit, 0) / logits.length,
      selected_first10: [...selected.subarray(0, 10)],
      selected_counts: counts,
      is_sharpe_of_selected: result.inSample,
      oos_sharpe_of_selected: result.outOfSample,
      degradation_slope: degradation.slope,
      degradation_intercept: degradation.intercept,
      degradation_r2: degradation.r2,
      prob_oos_loss: result.lossProbability,
    };
  },
};
