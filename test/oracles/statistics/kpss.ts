import { kpss as test } from "../../../research/stats/unit-root/kpss.ts";
import type { Family } from "./case.ts";
import { seriesOf } from "./sample.ts";

/** `kpss.json`. */
export const kpss: Family = {
  run({ input }) {
    const { regression, nlags } = input.params as {
      regression: "c" | "ct";
      nlags: "auto" | "legacy" | number;
    };
    const { statistic, p, pIsBound, lags, critical } = test(seriesOf(input), {
      trend: regression,
      lags: nlags,
    });
    const [ten, five, two, one] = critical;
    return {
      statistic,
      pvalue: p,
      lags,
      crit: { "10%": ten, "5%": five, "2.5%": two, "1%": one },
      pvalue_is_bound: pIsBound,
    };
  },
};
