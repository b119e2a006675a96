import { type DccPath, type DccTarget, dccAt } from "../../../research/stats/garch/dcc.ts";
import { garchAt } from "../../../research/stats/garch/evaluate.ts";
import { ewmaCovariances } from "../../../research/stats/garch/ewma.ts";
import { type DccFit, fitDcc } from "../../../research/stats/garch/fit-dcc.ts";
import type { GarchSpec } from "../../../research/stats/garch/model.ts";
import type { Case, Family, Got } from "./case.ts";
import { sampleOf } from "./sample.ts";

const spec: GarchSpec = { model: "garch", distribution: "normal", mean: "constant" };

/** A matrix as a list of rows. */
const rowsOf = (matrix: Float64Array): Got => {
  const k = Math.sqrt(matrix.length);
  return Array.from({ length: k }, (_, i) => [...matrix.subarray(i * k, (i + 1) * k)]);
};

/** Pairs of columns by name, `x~y`, in lexicographic order of their places. */
const pairNames = (names: readonly string[]) =>
  names.flatMap((x, i) => names.slice(i + 1).map((y) => `${x}~${y}`));

const pathsOf = (names: readonly string[], { correlations }: DccPath) =>
  Object.fromEntries(pairNames(names).map((pair, i) => [pair, correlations[i]!]));

/** `dcc_garch.json`: correlations at given parameters, fitted ones, and exponentially weighted ones. */
export const dccGarch: Family = {
  run(subject) {
    const { columns } = sampleOf(subject.input);
    if (subject.name.startsWith("eval")) return evaluated(subject, columns);
    const names = subject.input.columns!;
    return subject.name.startsWith("fit") ? fitted(names, fitDcc(columns)) : weighted(names, columns);
  },
};

function evaluated({ input }: Case, columns: readonly Float64Array[]): Got {
  const {
    a,
    b,
    univariate_theta_mu_omega_alpha_beta: thetas,
    backcast,
  } = input.params as never as {
    a: number;
    b: number;
    univariate_theta_mu_omega_alpha_beta: Record<string, [number, number, number, number]>;
    backcast: Record<string, number>;
  };
  const names = input.columns!;
  const alone = columns.map((ys, i) => {
    const [mu, omega, alpha, beta] = thetas[names[i]!]!;
    const path = garchAt(ys, spec, { mu, omega, alpha, beta }, { initial: backcast[names[i]!]! });
    const residuals = ys.map((y, t) => (y - mu) / Math.sqrt(path.variances[t]!));
    return { residuals, logLikelihood: path.logLikelihood };
  });
  const sum = alone.reduce((total, { logLikelihood }) => total + logLikelihood, 0);
  const at = (target: DccTarget) => {
    const path = dccAt(
      alone.map(({ residuals }) => residuals),
      { a, b },
      target,
    );
    return {
      Qbar: rowsOf(path.qbar),
      loglik_correlation: path.logLikelihood,
      loglik_total: sum + path.logLikelihood,
      correlation_paths: pathsOf(names, path),
    };
  };
  const covariance = at("covariance");
  return {
    Qbar: covariance.Qbar,
    loglik_univariate_sum: sum,
    target_covariance: covariance,
    target_correlation: at("correlation"),
  };
}

const fitted = (names: readonly string[], fit: DccFit): Got => ({
  univariate: Object.fromEntries(
    fit.univariate.map(({ parameters, logLikelihood, initial }, i) => [
      names[i]!,
      { ...parameters, loglikelihood: logLikelihood, backcast: initial },
    ]),
  ) as { [name: string]: Got },
  Qbar: rowsOf(fit.qbar),
  a: fit.a,
  b: fit.b,
  loglik_correlation: fit.logLikelihood,
  loglik_total: fit.logLikelihoodTotal,
  loglik_ccc_correlation: fit.logLikelihoodConstant,
  correlation_paths: pathsOf(names, fit),
  next_correlation: rowsOf(fit.next),
  R_h_forecast_5: fit.correlationForecast.map(rowsOf),
});

const weighted = (names: readonly string[], columns: readonly Float64Array[]): Got =>
  Object.fromEntries(
    ewmaCovariances(columns)
      .filter(({ i, j }) => i < j)
      .map(({ i, j, covariance, correlation }) => [`${names[i]}~${names[j]}`, { covariance, correlation }]),
  );
