import { refuse } from "../../../engine/core/errors.ts";
import { beta, betaOf } from "../distributions/beta.ts";
import { chiSquareTest } from "../distributions/chi-square-test.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { exponential } from "../distributions/exponential.ts";
import { gamma } from "../distributions/gamma.ts";
import { ksTest } from "../distributions/ks-test.ts";
import { logNormal, logNormalOf } from "../distributions/log-normal.ts";
import { normalDistribution } from "../distributions/normal-distribution.ts";
import { poisson } from "../distributions/poisson.ts";
import { jarqueBera } from "../jarque-bera.ts";
import { demandKnown, demandVariety } from "../known-series.ts";
import { deviation, momentsOf } from "../moments.ts";
import { choice, judged, type StatTest } from "./stat-test.ts";

/** Distributions with the mean and the standard deviation of a sample. */
const fitted: Readonly<Record<string, (mean: number, sd: number) => Distribution>> = {
  normal: (mean, sd) => normalDistribution({ mean, sd }),
  "log-normal": (mean, sd) => logNormal(logNormalOf({ mean, sd })),
  exponential: (mean) => exponential({ rate: 1 / mean }),
  gamma: (mean, sd) => gamma({ shape: (mean / sd) ** 2, scale: sd ** 2 / mean }),
  beta: (mean, sd) => beta(betaOf({ mean, variance: sd * sd })),
};

/** Tests of the distribution of a series. */
export const shapeTests: readonly StatTest[] = [
  {
    name: "jarque-bera",
    about: "Jarque-Bera; null: normal, by skewness and kurtosis",
    transform: "log-return",
    takes: "one",
    options: [],
    run([xs], { alpha }) {
      demandKnown("jarque-bera", xs!, 2);
      demandVariety("jarque-bera", xs!);
      const { statistic, p, skewness, kurtosis, n } = jarqueBera(xs!);
      const tails = kurtosis > 3 ? "fatter tails" : "thinner tails";
      const verdict = judged(
        p,
        alpha,
        `not normal: ${tails} (kurtosis ${kurtosis.toFixed(1)}; 3 is normal)`,
        "may be normal",
      );
      return [{ test: "jarque-bera", statistic, p, verdict, details: { n, skewness, kurtosis } }];
    },
  },
  {
    name: "ks",
    about: "Kolmogorov-Smirnov; null: --against normal|log-normal|exponential|gamma|beta of its own moments",
    transform: "log-return",
    takes: "one",
    options: ["against"],
    run([xs], { alpha, against = "normal" }) {
      demandKnown("ks", xs!, 2);
      demandVariety("ks", xs!);
      const kind = choice("--against", against, Object.keys(fitted));
      const moments = momentsOf(xs!);
      const sd = deviation(moments);
      demandAbove("ks", kind, xs!);
      const { statistic, p, pLimit } = ksTest(xs!, fitted[kind]!(moments.mean, sd));
      // Fitted to the same values, the distance is less than chance alone would make it: true p is below this one.
      const verdict = judged(
        p,
        alpha,
        `not ${kind}`,
        `may be ${kind} (p is an upper bound: moments are fitted)`,
      );
      return [
        {
          test: `ks ${kind}`,
          statistic,
          p,
          verdict,
          details: { mean: moments.mean, sd, "p, limit": pLimit },
        },
      ];
    },
  },
  {
    name: "chi-square",
    about: "Pearson's chi-square, classes of equal chance; null: --against, as ks, or poisson for counts",
    transform: "log-return",
    takes: "one",
    options: ["against"],
    run([xs], { alpha, against = "normal" }) {
      demandKnown("chi-square", xs!, 40);
      demandVariety("chi-square", xs!);
      const kind = choice("--against", against, [...Object.keys(fitted), "poisson"]);
      const { observed, expected, parameters } = classesOf(xs!, kind);
      const { statistic, df, p } = chiSquareTest(observed, expected, parameters);
      const verdict = judged(p, alpha, `not ${kind}`, `may be ${kind}`);
      return [{ test: `chi-square ${kind}`, statistic, p, verdict, details: { df, observed, expected } }];
    },
  },
];

/** Counts in classes that a fitted distribution makes equally likely, at least as nearly as whole numbers allow. */
function classesOf(xs: Float64Array, kind: string) {
  const n = xs.length;
  const moments = momentsOf(xs);
  const counts = kind === "poisson";
  if (counts && xs.some((x) => x < 0 || !Number.isInteger(x))) {
    refuse("chi-square: poisson takes counts, whole numbers from 0; the series has others");
  }
  demandAbove("chi-square", kind, xs);
  const distribution = counts
    ? poisson({ mean: moments.mean })
    : fitted[kind]!(moments.mean, deviation(moments));
  // Half of what Mann and Wald (1942) advise, after Williams (1950).
  const wanted = Math.max(5, Math.round(2 * n ** 0.4));
  const cuts = Array.from({ length: wanted - 1 }, (_, i) => distribution.quantile((i + 1) / wanted));
  const edges = [...new Set(cuts), Number.POSITIVE_INFINITY];
  const below = edges.map((edge) => (edge === Number.POSITIVE_INFINITY ? 1 : distribution.cdf(edge)));
  const shares = below.map((share, i) => share - (i === 0 ? 0 : below[i - 1]!));
  const observed = edges.map(
    (edge, i) => xs.filter((x) => x <= edge && (i === 0 || x > edges[i - 1]!)).length,
  );
  return {
    observed,
    expected: shares.map((share) => share * n),
    parameters: kind === "exponential" || counts ? 1 : 2,
  };
}

/** Refuses values at or below 0 for a distribution that has none. */
function demandAbove(test: string, kind: string, xs: Float64Array): void {
  if (kind === "normal" || kind === "poisson" || !xs.some((x) => x <= 0)) return;
  refuse(
    `${test}: a ${kind} distribution has only values above 0; the series has others; take another transform`,
  );
}
