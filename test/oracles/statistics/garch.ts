import { type GarchPath, garchAt } from "../../../research/stats/garch/evaluate.ts";
import { fitGarch, type GarchFit } from "../../../research/stats/garch/fit.ts";
import type { GarchParameters, GarchSpec } from "../../../research/stats/garch/model.ts";
import type { Family, Got, Input } from "./case.ts";
import { seriesOf } from "./sample.ts";

const specOf = ({ params }: Input): GarchSpec => ({
  model: String(params!.model).toLowerCase() as GarchSpec["model"],
  distribution: params!.dist as GarchSpec["distribution"],
  mean: String(params!.mean).toLowerCase() as GarchSpec["mean"],
});

/** The reference numbers lagged terms: `alpha[1]`. */
const referenceNames = (values: object): { [name: string]: number } =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      ["alpha", "beta", "gamma"].includes(name) ? `${name}[1]` : name,
      value,
    ]),
  );

const parametersOf = (theta: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(theta).map(([name, value]) => [name.replace("[1]", ""), value]),
  ) as unknown as GarchParameters;

/** `garch_eval.json`: likelihood, path of variance and forecast at given parameters. */
export const garchEval: Family = {
  run({ input }) {
    const ys = seriesOf(input);
    const parameters = parametersOf(input.params!.theta as Record<string, number>);
    const at = (start: "backcast" | "sample-variance") => garchAt(ys, specOf(input), parameters, { start });
    const backcast = at("backcast");
    return {
      init_backcast: pathOf(backcast),
      init_sample_variance: pathOf(at("sample-variance")),
      forecast_variance_5: input.params!.model === "EGARCH" ? null : backcast.forecast,
    };
  },
};

const pathOf = ({ initial, logLikelihood, variances }: GarchPath): Got => ({
  initial,
  loglikelihood: logLikelihood,
  conditional_variance: variances,
});

/** `garch_fit.json`: maximum likelihood, with both start-ups. */
export const garchFit: Family = {
  run({ input }) {
    const ys = seriesOf(input);
    const fit = fitGarch(ys, specOf(input));
    const other = fitGarch(ys, specOf(input), { start: "sample-variance" });
    return {
      ...fitOf(fit),
      alternative_startup_sample_variance: {
        initial: other.initial,
        params: referenceNames(other.parameters),
        loglikelihood: other.logLikelihood,
      },
    };
  },
};

const fitOf = (fit: GarchFit) => ({
  params: referenceNames(fit.parameters),
  loglikelihood: fit.logLikelihood,
  aic: fit.aic,
  bic: fit.bic,
  nobs: fit.n,
  std_err_robust: referenceNames(fit.errors.robust),
  std_err_classic: referenceNames(fit.errors.classic),
  persistence: fit.persistence,
  unconditional_variance: fit.unconditionalVariance,
  conditional_volatility: fit.variances.map(Math.sqrt),
  std_resid: fit.residuals,
  forecast_variance_5: fit.forecast,
  backcast: fit.initial,
});
