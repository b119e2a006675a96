import { normalCdf, normalDensity, normalQuantile } from "../../../research/stats/normal.ts";
import { digamma } from "../../../research/stats/special/digamma.ts";
import { incompleteBeta } from "../../../research/stats/special/incomplete-beta.ts";
import { logGamma } from "../../../research/stats/special/log-gamma.ts";
import { chiSquareSurvival, fSurvival, studentSurvival } from "../../../research/stats/special/tails.ts";
import type { Family, Got } from "./case.ts";

type Params = Readonly<Record<string, unknown>>;

const numbers = (params: Params, name: string) => params[name] as readonly number[];
const rows = (params: Params, name: string) => params[name] as readonly (readonly [number, number, number])[];

const cases: Readonly<Record<string, (params: Params) => Got>> = {
  normal_cdf: (params) => {
    const x = numbers(params, "x");
    return { cdf: x.map(normalCdf), sf: x.map((z) => normalCdf(-z)), pdf: x.map(normalDensity) };
  },
  normal_ppf: (params) => ({ ppf: numbers(params, "p").map(normalQuantile) }),
  chi2_sf: (params) => ({ sf: rows(params, "x_df").map(([x, df]) => chiSquareSurvival(x, df)) }),
  student_t_sf: (params) => ({ sf: rows(params, "t_df").map(([t, df]) => studentSurvival(t, df)) }),
  f_sf: (params) => ({ sf: rows(params, "x_df1_df2").map(([x, one, two]) => fSurvival(x, one, two)) }),
  lgamma_digamma: (params) => {
    const x = numbers(params, "x");
    return { lgamma: x.map(logGamma), digamma: x.map(digamma) };
  },
  betainc_regularised: (params) => ({
    value: rows(params, "x_a_b").map(([x, a, b]) => incompleteBeta(x, a, b)),
  }),
};

/** `special_functions.json`, by the name of the case. */
export const specialFunctions: Family = {
  run({ name, input }) {
    const compute = cases[name];
    if (!compute) throw new Error(`unknown function ${name}`);
    return compute(input.params ?? {});
  },
};
