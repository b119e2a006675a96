import type { UnitRoot } from "../../../research/stats/unit-root/adf.ts";
import { dfgls } from "../../../research/stats/unit-root/dfgls.ts";
import { phillipsPerron as test } from "../../../research/stats/unit-root/phillips-perron.ts";
import { criticalOf } from "./adf.ts";
import type { Family, Got } from "./case.ts";
import { seriesOf } from "./sample.ts";

interface Params {
  readonly trend: "n" | "c" | "ct";
  readonly test_type: "tau" | "rho";
  readonly lags: number | null;
}

const named = ({ statistic, p, lags, nobs, critical }: UnitRoot): Got => ({
  statistic,
  pvalue: p,
  lags,
  nobs,
  crit: criticalOf(critical),
});

/** `phillips_perron.json`. */
export const phillipsPerron: Family = {
  run({ input }) {
    const { trend, test_type: kind, lags } = input.params as unknown as Params;
    return named(test(seriesOf(input), { trend, kind, ...(lags === null ? {} : { lags }) }));
  },
};

/** `unit_root_extra.json`. */
export const unitRootExtra: Family = {
  run({ input }) {
    const { trend, method } = input.params as { trend: "c" | "ct"; method: "aic" | "bic" };
    return named(dfgls(seriesOf(input), { trend, lags: method }));
  },
};
