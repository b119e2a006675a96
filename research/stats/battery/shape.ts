import { refuse } from "../../../engine/core/errors.ts";
import { beta, betaOf } from "../distributions/beta.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { exponential } from "../distributions/exponential.ts";
import { gamma } from "../distributions/gamma.ts";
import { ksTest } from "../distributions/ks-test.ts";
import { logNormal, logNormalOf } from "../distributions/log-normal.ts";
import { normalDistribution } from "../distributions/normal-distribution.ts";
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
        `not normal: ${tails} (kurtosis ${kurtosis.toFixed(1)})`,
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
      if (kind !== "normal" && xs!.some((x) => x <= 0)) {
        refuse(
          `ks: a ${kind} distribution has only values above 0; the series has others; take another transform`,
        );
      }
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
];
