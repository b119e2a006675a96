import { refuse } from "../../../engine/core/errors.ts";
import { demandTogether, engleGranger } from "../cointegration/engle-granger.ts";
import { johansen } from "../cointegration/johansen.ts";
import { ewmaCovariances } from "../garch/ewma.ts";
import { fitDcc } from "../garch/fit-dcc.ts";
import { demandKnown, demandVariety } from "../known-series.ts";
import { choice, judged, lagChoice, type Outcome, type StatTest } from "./stat-test.ts";

/** Names of the pairs i < j, in the order in which correlations come. */
const pairsOf = (names: readonly string[]): string[] =>
  names.flatMap((one, i) => names.slice(i + 1).map((other) => `${one}~${other}`));

/** With fewer rows, the correlation is that of the start-up. */
const ewmaLeast = 100;

/** Tests of what series have to do with each other. */
export const togetherTests: readonly StatTest[] = [
  {
    name: "engle-granger",
    about: "Engle-Granger, the first series on the others; null: no cointegration. --trend n|c|ct, --lags",
    transform: "log",
    takes: "several",
    options: ["lags", "trend"],
    run([y, ...others], options) {
      const lags = lagChoice(options, ["aic", "bic", "t"], "aic");
      const trend = choice("--trend", options.trend ?? "c", ["n", "c", "ct"]);
      const result = engleGranger(y!, others, { trend, lags: lags! });
      if (result.statistic === Number.NEGATIVE_INFINITY) {
        refuse(
          `engle-granger: the series are collinear (R² is ${result.rSquared}): the first follows from the others to the last ` +
            "digit, and no residual is left to test",
        );
      }
      const verdict = judged(result.p, options.alpha, "cointegrated", "no cointegration is found");
      const details = {
        lags: result.lags,
        coefficients: Array.from(result.coefficients),
        "r squared": result.rSquared,
        "critical 1%, 5%, 10%": result.critical,
      };
      return [{ test: "engle-granger", statistic: result.statistic, p: result.p, verdict, details }];
    },
  },
  {
    name: "johansen",
    about: "Johansen, trace and maximum; null: at most r relations. --trend n|c|ct, --lags number",
    transform: "log",
    takes: "several",
    options: ["lags", "trend"],
    run(series, options) {
      const lags = lagChoice(options, [], 1)!;
      const trend = choice("--trend", options.trend ?? "c", ["n", "c", "ct"]);
      const result = johansen(series, { trend, lags });
      return (["trace", "maximum"] as const).flatMap((kind) =>
        Array.from(result[kind], (statistic, r): Outcome => {
          const critical = (kind === "trace" ? result.traceCritical : result.maximumCritical)[r]!;
          const more = statistic > critical[1]!;
          const verdict = more ? `more than ${r} relations, at 95%` : `no more than ${r} relations, at 95%`;
          const details = {
            eigenvalue: result.eigenvalues[r]!,
            "critical 90%, 95%, 99%": critical,
            vector: Array.from(result.vectors[r]!),
          };
          return { test: `johansen ${kind}, r = ${r}`, statistic, p: Number.NaN, verdict, details };
        }),
      );
    },
  },
  {
    name: "dcc",
    about: "DCC-GARCH(1,1): correlations that change, with forecast",
    transform: "log-return",
    takes: "several",
    options: [],
    run(series, _, names) {
      const fit = fitDcc(series);
      const gain = 2 * (fit.logLikelihood - fit.logLikelihoodConstant);
      const verdict = fit.converged
        ? `a ${fit.a.toFixed(4)}, b ${fit.b.toFixed(4)}: changing correlations gain ${gain.toFixed(1)} in 2 ln L`
        : "no maximum was found: the parameters are no estimate";
      const k = series.length;
      const next = pairsOf(names).map((_name, at) => fit.next[placeOf(at, k)]!);
      const details = {
        a: fit.a,
        b: fit.b,
        pairs: pairsOf(names),
        "next correlation": next,
        "mean correlation": fit.correlations.map((path) => path.reduce((sum, r) => sum + r, 0) / path.length),
      };
      return [
        { test: "dcc, loglikelihood", statistic: fit.logLikelihoodTotal, p: Number.NaN, verdict, details },
      ];
    },
  },
  {
    name: "ewma",
    about: "Exponentially weighted correlations (RiskMetrics, 0.94), of each pair at the last row",
    transform: "log-return",
    takes: "several",
    options: [],
    run(series, _, names) {
      demandTogether("ewma", series, { least: 2, most: 100 });
      for (const xs of series) {
        demandKnown("ewma", xs, ewmaLeast);
        demandVariety("ewma", xs);
      }
      return ewmaCovariances(series)
        .filter(({ i, j }) => i < j)
        .map(({ i, j, covariance, correlation }) => {
          const last = correlation.at(-1)!;
          const verdict = `${Math.abs(last) < 0.3 ? "weak" : Math.abs(last) < 0.7 ? "moderate" : "strong"}, ${last < 0 ? "negative" : "positive"}`;
          const details = { covariance: covariance.at(-1)! };
          return { test: `ewma ${names[i]}~${names[j]}`, statistic: last, p: Number.NaN, verdict, details };
        });
    },
  },
];

/** Place in a matrix of `k` rows of the pair that comes `at`-th among i < j. */
function placeOf(at: number, k: number): number {
  let i = 0;
  let left = at;
  for (; left >= k - 1 - i; i++) left -= k - 1 - i;
  return i * k + i + 1 + left;
}
