import { acf, acfBounds } from "../../../research/stats/autocorrelation/acf.ts";
import { archLm } from "../../../research/stats/autocorrelation/arch-lm.ts";
import { durbinWatson } from "../../../research/stats/autocorrelation/durbin-watson.ts";
import { boxPierce, ljungBox } from "../../../research/stats/autocorrelation/ljung-box.ts";
import { pacf, pacfOls } from "../../../research/stats/autocorrelation/pacf.ts";
import { varianceRatio as ratio } from "../../../research/stats/autocorrelation/variance-ratio.ts";
import { sumOf } from "../../../research/stats/sum.ts";
import type { Family, Got } from "./case.ts";
import { seriesOf } from "./sample.ts";

interface Params {
  readonly lags: readonly number[];
  readonly model_df?: number;
  readonly nlags: number;
  readonly ddof: number;
  readonly demean: boolean;
}

const tests: readonly (readonly [prefix: string, run: (xs: Float64Array, params: Params) => Got])[] = [
  [
    "ljungbox",
    (xs, { lags, model_df: modelDf = 0 }) => {
      const [lb, bp] = [ljungBox(xs, { lags, modelDf }), boxPierce(xs, { lags, modelDf })];
      return {
        lags,
        lb_stat: lb.map(({ statistic }) => statistic),
        lb_pvalue: lb.map(({ p }) => p),
        bp_stat: bp.map(({ statistic }) => statistic),
        bp_pvalue: bp.map(({ p }) => p),
      };
    },
  ],
  [
    "archlm",
    (xs, { nlags, ddof }) => {
      const { statistic, p, f, fP } = archLm(xs, nlags, ddof);
      return { lm: statistic, lm_pvalue: p, f, f_pvalue: fP };
    },
  ],
  [
    "durbin_watson",
    (xs, { demean }) => {
      const mean = demean ? sumOf(xs) / xs.length : 0;
      return { statistic: durbinWatson(xs.map((x) => x - mean)) };
    },
  ],
  [
    "acf",
    (xs, { nlags: lags }) => {
      const r = acf(xs, { lags });
      const each = Array.from({ length: lags }, (_, k) => k + 1);
      const partial = pacf(xs, lags);
      return {
        acf: r,
        acf_adjusted: acf(xs, { lags, adjusted: true }),
        acf_confint95: acfBounds(r, xs.length),
        qstat: ljungBox(xs, { lags: each }).map(({ statistic }) => statistic),
        pacf_ywm: partial,
        pacf_ols: pacfOls(xs, lags),
        pacf_ldb: partial,
      };
    },
  ],
];

/** `autocorrelation.json`: the test by how the name of a case begins. */
export const autocorrelation: Family = {
  run({ name, input }) {
    const found = tests.find(([prefix]) => name.startsWith(prefix));
    if (!found) throw new Error(`unknown test ${name}`);
    return found[1](seriesOf(input), input.params as unknown as Params);
  },
};

/** `variance_ratio.json`. */
export const varianceRatio: Family = {
  run({ input }) {
    const params = input.params as unknown as Parameters<typeof ratio>[1];
    const { ratio: vr, statistic, p } = ratio(seriesOf(input), params);
    return { statistic, pvalue: p, vr };
  },
};
