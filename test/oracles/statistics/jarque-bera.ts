import { jarqueBera as test } from "../../../research/stats/jarque-bera.ts";
import {
  excessKurtosis,
  momentsOf,
  sampleKurtosis,
  sampleSkewness,
  skewness,
} from "../../../research/stats/moments.ts";
import { sumOf } from "../../../research/stats/sum.ts";
import type { Family } from "./case.ts";
import { seriesOf } from "./sample.ts";

/** `jarque_bera.json`: the test, and the moments that it is made of. */
export const jarqueBera: Family = {
  run({ input }) {
    const xs = seriesOf(input);
    const result = test(xs);
    const m = momentsOf(xs);
    const answer = {
      statistic: result.statistic,
      pvalue: result.p,
      skew: result.skewness,
      kurtosis: result.kurtosis,
      excess_kurtosis: result.kurtosis - 3,
    };
    return {
      scipy: answer,
      statsmodels: answer,
      exact: answer,
      moments: {
        n: m.n,
        mean: sumOf(xs) / m.n,
        var_ddof0: m.s2 / m.n,
        var_ddof1: m.n < 2 ? Number.NaN : m.s2 / (m.n - 1),
        skew_biased: skewness(m),
        // A constant is symmetric by the convention of the moments; the reference calls it unknown.
        skew_G1: m.s2 === 0 ? Number.NaN : sampleSkewness(m),
        excess_kurtosis_biased: excessKurtosis(m),
        excess_kurtosis_G2: m.s2 === 0 ? Number.NaN : sampleKurtosis(m),
      },
    };
  },
};
