import { seeded } from "../../../engine/core/random.ts";
import { demandKnown, demandVariety } from "../known-series.ts";
import { deviation, momentsOf } from "../moments.ts";
import { blockLength } from "../resample/block-length.ts";
import { bootstrap, percentileInterval } from "../resample/bootstrap.ts";
import { hacMean } from "../selection/hac-mean.ts";
import { deflatedSharpe, probabilisticSharpe } from "../selection/probabilistic-sharpe.ts";
import { type SharpeMoments, sharpeError, sharpeMoments } from "../selection/sharpe-moments.ts";
import { minTrackRecord } from "../selection/track-record.ts";
import { judged, lagChoice, type Outcome, type StatOptions, type StatTest } from "./stat-test.ts";

/** What is drawn again in the bootstrap, by name. */
const drawn: Readonly<Record<string, (xs: Float64Array) => number>> = {
  mean: (xs) => momentsOf(xs).mean,
  deviation: (xs) => deviation(momentsOf(xs)),
  sharpe: (xs) => sharpeMoments(xs).sharpe,
};

/** What is 0 of a constant alone: an interval of it is always above. */
const alwaysAbove = "deviation";

/** The Sharpe ratio against none, and against the best that as many trials would show by chance. */
function sharpeOutcomes(moments: SharpeMoments, options: StatOptions): readonly Outcome[] {
  const { alpha, trials, "trial-variance": variance = sharpeError(moments) ** 2 } = options;
  const psr = probabilisticSharpe(moments);
  const length = minTrackRecord(moments, { alpha });
  const plain = {
    test: "sharpe, per period, one-sided",
    statistic: moments.sharpe,
    p: 1 - psr,
    verdict: judged(1 - psr, alpha, "above 0", "not clearly above 0"),
    details: {
      n: moments.n,
      skewness: moments.skewness,
      kurtosis: moments.kurtosis,
      "probability that it is above 0": psr,
      "least track record, periods": length,
    },
  };
  if (trials === undefined) return [plain];
  const dsr = deflatedSharpe(moments, { count: trials, variance });
  const verdict = judged(
    1 - dsr,
    alpha,
    `more than the best of ${trials} by luck`,
    `no more than the best of ${trials} by luck`,
  );
  return [
    plain,
    {
      test: `deflated sharpe, ${trials} trials`,
      statistic: dsr,
      p: 1 - dsr,
      verdict,
      details: { "trial variance": variance },
    },
  ];
}

/** Tests of whether returns are a gain. */
export const performanceTests: readonly StatTest[] = [
  {
    name: "mean",
    about: "t of the mean by Newey-West; null: the mean is 0. --lags number",
    transform: "return",
    takes: "one",
    options: ["lags"],
    run([xs], options) {
      const lags = lagChoice(options, [], undefined);
      const { mean, t, p, error, lags: used } = hacMean(xs!, lags === undefined ? {} : { lags });
      const verdict = judged(
        p,
        options.alpha,
        `the mean is ${mean > 0 ? "above" : "below"} 0`,
        "the mean may be 0",
      );
      return [{ test: "mean, t, two-sided", statistic: t, p, verdict, details: { mean, error, lags: used } }];
    },
  },
  {
    name: "sharpe",
    about: "Probabilistic and, with --trials, deflated Sharpe ratio; null: no more than 0, or than luck",
    transform: "return",
    takes: "one",
    options: ["trials", "trial-variance"],
    run([xs], options) {
      demandKnown("sharpe", xs!, 3);
      demandVariety("sharpe", xs!);
      return sharpeOutcomes(sharpeMoments(xs!), options);
    },
  },
  {
    name: "bootstrap",
    about: "Stationary bootstrap of mean, deviation and Sharpe ratio. --block, --resamples, --seed",
    transform: "return",
    takes: "one",
    options: ["block", "resamples", "seed"],
    run([xs], { alpha, block, resamples = 5000, seed = 1 }) {
      demandKnown("bootstrap", xs!, 16);
      demandVariety("bootstrap", xs!);
      const length = block ?? Math.max(1, blockLength(xs!).stationary);
      return Object.entries(drawn).map(([name, of]) => {
        const values = bootstrap(xs!, of, { block: length, resamples, random: seeded(seed) });
        const [low, high] = percentileInterval(values, 1 - alpha);
        const interval = `${100 * (1 - alpha)}% between ${low.toPrecision(4)} and ${high.toPrecision(4)}`;
        const zero = low <= 0 && high >= 0 ? "0 lies within" : "0 lies outside";
        const verdict = name === alwaysAbove ? interval : `${interval}: ${zero}`;
        const details = { low, high, "mean block": length, resamples, seed };
        return { test: `bootstrap ${name}`, statistic: of(xs!), p: Number.NaN, verdict, details };
      });
    },
  },
];
