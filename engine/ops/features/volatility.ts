import { bipower } from "../bipower.ts";
import { bollinger } from "../bollinger.ts";
import { div } from "../div.ts";
import { ewmStd } from "../ewm-std.ts";
import { garmanKlass } from "../garman-klass.ts";
import { greatest } from "../greatest.ts";
import { keltner } from "../keltner.ts";
import { kurtosis } from "../kurtosis.ts";
import { least } from "../least.ts";
import { log } from "../log.ts";
import { mul } from "../mul.ts";
import { natr } from "../natr.ts";
import { parkinson } from "../parkinson.ts";
import { rank } from "../rank.ts";
import { rogersSatchell } from "../rogers-satchell.ts";
import { skew } from "../skew.ts";
import { sma } from "../sma.ts";
import { sqrt } from "../sqrt.ts";
import { std } from "../std.ts";
import { sub } from "../sub.ts";
import { trueRange } from "../true-range.ts";
import { yangZhang } from "../yang-zhang.ts";
import { each, family } from "./feature.ts";
import { change } from "./parts.ts";

export const volatility = family("volatility", [
  each([5, 10, 20, 60, 120], (n) => ({
    name: `volatility_${n}`,
    formula: `standard deviation of ${n} log returns`,
    build: (m) => std(change(m), n),
  })),
  {
    name: "ewm_volatility_20",
    formula: "exponentially weighted deviation of log returns, span 20",
    build: (m) => ewmStd(change(m), 20),
  },
  { name: "natr_14", formula: "average true range of 14 bars in % of the close", build: (m) => natr(m, 14) },
  { name: "parkinson_20", formula: "Parkinson's volatility of 20 bars", build: (m) => parkinson(m, 20) },
  {
    name: "garman_klass_20",
    formula: "Garman and Klass's volatility of 20 bars",
    build: (m) => garmanKlass(m, 20),
  },
  {
    name: "rogers_satchell_20",
    formula: "Rogers and Satchell's volatility of 20 bars",
    build: (m) => rogersSatchell(m, 20),
  },
  {
    name: "yang_zhang_20",
    formula: "Yang and Zhang's volatility of 20 bars",
    build: (m) => yangZhang(m, 20),
  },
  {
    name: "volatility_ratio_5_20",
    formula: "log of the deviation of 5 log returns over that of 20",
    build: (m) => log(div(std(change(m), 5), std(change(m), 20))),
  },
  {
    name: "volatility_ratio_20_120",
    formula: "log of the deviation of 20 log returns over that of 120",
    build: (m) => log(div(std(change(m), 20), std(change(m), 120))),
  },
  {
    name: "volatility_rank_120",
    formula: "percentile rank of the deviation of 20 log returns among the last 120",
    build: (m) => rank(std(change(m), 20), 120),
  },
  {
    name: "volatility_of_volatility_60",
    formula: "deviation of the log of the deviation of 10 log returns, over 60 bars",
    build: (m) => std(log(std(change(m), 10)), 60),
  },
  {
    name: "downside_20",
    formula: "root mean square of the negative ones of 20 log returns",
    build: (m) => sqrt(sma(mul(least(change(m), 0), least(change(m), 0)), 20)),
  },
  {
    name: "downside_share_60",
    formula: "share of the sum of 60 squared log returns that the negative ones make",
    build: (m) =>
      div(sma(mul(least(change(m), 0), least(change(m), 0)), 60), sma(mul(change(m), change(m)), 60)),
  },
  {
    name: "jump_share_60",
    formula: "share of the realised variance of 60 bars beyond the bipower variation, at least 0",
    build: (m) => greatest(sub(1, div(bipower(change(m), 60), sma(mul(change(m), change(m)), 60))), 0),
  },
  {
    name: "bandwidth_20",
    formula: "width of the Bollinger bands of 20 bars over their middle",
    build: ({ close }) => bollinger(close).bandwidth,
  },
  {
    name: "squeeze_20",
    formula: "log width of Bollinger bands over that of Keltner channels, of 20 bars",
    build: (m) => {
      const [bands, channel] = [bollinger(m.close), keltner(m)];
      return log(div(sub(bands.upper, bands.lower), sub(channel.upper, channel.lower)));
    },
  },
  {
    name: "range_shock",
    formula: "log of the true range over its mean of 20 bars",
    build: (m) => log(div(trueRange(m), sma(trueRange(m), 20))),
  },
  { name: "skew_60", formula: "skewness of 60 log returns", build: (m) => skew(change(m), 60) },
  {
    name: "kurtosis_60",
    formula: "excess kurtosis of 60 log returns",
    build: (m) => kurtosis(change(m), 60),
  },
]);
