import {
  exactExpectedMaxNormal,
  expectedMaxNormal,
  expectedMaxSharpe,
} from "../../../research/stats/selection/expected-max.ts";
import { automaticLags, hacMean } from "../../../research/stats/selection/hac-mean.ts";
import {
  deflatedSharpe,
  probabilisticSharpe,
} from "../../../research/stats/selection/probabilistic-sharpe.ts";
import { sharpeHorizonFactor } from "../../../research/stats/selection/sharpe-horizon.ts";
import {
  type SharpeMoments,
  sharpeError,
  sharpeMoments,
} from "../../../research/stats/selection/sharpe-moments.ts";
import { minBacktestLength, minTrackRecord } from "../../../research/stats/selection/track-record.ts";
import type { Case, Family, Got } from "./case.ts";
import { seriesOf } from "./sample.ts";

/** `sharpe_inference.json`: how sure a Sharpe ratio, or a mean, is. */
export const sharpeInference: Family = {
  run(subject) {
    const { name, input } = subject;
    if (name.startsWith("dsr_param")) return given(input.params as never);
    if (name.startsWith("expected_max")) return expectedMaxima(input.params as never);
    const xs = seriesOf(input);
    return name.startsWith("hac") ? means(subject, xs) : ratios(input.params as never, xs);
  },
};

type Given = { sr: number; n: number; skew: number; kurtosis: number; trials: number; var_sr: number };

function given({ sr, n, skew, kurtosis, trials, var_sr }: Given): Got {
  const moments: SharpeMoments = { n, sharpe: sr, skewness: skew, kurtosis };
  const all = { count: trials, variance: var_sr };
  return {
    psr_vs_0: probabilisticSharpe(moments),
    expected_max_sr: expectedMaxSharpe(all),
    dsr: deflatedSharpe(moments, all),
    min_track_record_vs_0_95: minTrackRecord(moments),
  };
}

const expectedMaxima = ({ N, expected_max_target }: { N: number[]; expected_max_target: number }): Got =>
  Object.fromEntries(
    N.map((count) => {
      const { years, yearsMost } = minBacktestLength(count, expected_max_target);
      return [
        count,
        {
          emax_approx: expectedMaxNormal(count),
          emax_exact: exactExpectedMaxNormal(count),
          min_backtest_length_years: years,
          min_btl_upper_bound: yearsMost,
        },
      ];
    }),
  );

function ratios(
  { benchmarks, N, V }: { benchmarks: number[]; N: number[]; V: number[] },
  xs: Float64Array,
): Got {
  const moments = sharpeMoments(xs);
  const trials = N.flatMap((count) =>
    V.map((variance) => ({ name: `N${count}_V${variance}`, count, variance })),
  );
  const records = [0, 0.01].flatMap((benchmark) => [0.05, 0.01].map((alpha) => ({ benchmark, alpha })));
  return {
    moments: {
      n: moments.n,
      sharpe: moments.sharpe,
      skew: moments.skewness,
      kurtosis: moments.kurtosis,
    },
    psr: Object.fromEntries(benchmarks.map((b) => [b, probabilisticSharpe(moments, b)])),
    sr_std_error: sharpeError(moments),
    expected_max_sr: Object.fromEntries(trials.map((all) => [all.name, expectedMaxSharpe(all)])),
    dsr: Object.fromEntries(trials.map((all) => [all.name, deflatedSharpe(moments, all)])),
    min_track_record: Object.fromEntries(
      records.map((options) => [`b${options.benchmark}_a${options.alpha}`, minTrackRecord(moments, options)]),
    ),
  };
}

function means({ input }: Case, xs: Float64Array): Got {
  const { lags } = input.params as { lags: number[] };
  const factor = sharpeHorizonFactor(xs, 12);
  return {
    auto_lag: automaticLags(xs.length),
    mean: hacMean(xs).mean,
    by_lag: Object.fromEntries(
      lags.map((lag) => {
        const plain = hacMean(xs, { lags: lag });
        const corrected = hacMean(xs, { lags: lag, corrected: true });
        return [
          lag,
          {
            se: plain.error,
            t: plain.t,
            p_normal: plain.p,
            se_corrected: corrected.error,
            t_corrected: corrected.t,
            p_t_dist: corrected.p,
          },
        ];
      }),
    ),
    lo_2002_eta_q12: factor,
    lo_2002_sharpe_q12: factor * sharpeMoments(xs).sharpe,
  };
}
