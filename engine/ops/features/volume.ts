import { abs } from "../abs.ts";
import { chaikinOscillator } from "../chaikin-oscillator.ts";
import { cmf } from "../cmf.ts";
import { correlation } from "../correlation.ts";
import { diff } from "../diff.ts";
import { div } from "../div.ts";
import { log } from "../log.ts";
import { mul } from "../mul.ts";
import { obv } from "../obv.ts";
import { rank } from "../rank.ts";
import { sign } from "../sign.ts";
import { sma } from "../sma.ts";
import { std } from "../std.ts";
import { sum } from "../sum.ts";
import { zscore } from "../zscore.ts";
import { each, family } from "./feature.ts";
import { change, money } from "./parts.ts";

export const volume = family("volume", [
  each([5, 20, 60], (n) => ({
    name: `volume_ratio_${n}`,
    formula: `log of the volume over its mean of ${n} bars`,
    build: ({ volume }) => log(div(volume, sma(volume, n))),
  })),
  {
    name: "volume_trend_5_20",
    formula: "log of the mean volume of 5 bars over that of 20",
    build: ({ volume }) => log(div(sma(volume, 5), sma(volume, 20))),
  },
  {
    name: "volume_zscore_60",
    formula: "standard deviations of the log volume from its mean of 60 bars",
    build: ({ volume }) => zscore(log(volume), 60),
  },
  {
    name: "volume_rank_120",
    formula: "percentile rank of the volume among 120 bars",
    build: ({ volume }) => rank(volume, 120),
  },
  { name: "volume_change", formula: "change of the log volume", build: ({ volume }) => diff(log(volume)) },
  {
    name: "volume_variation_20",
    formula: "deviation of the volume of 20 bars over its mean",
    build: ({ volume }) => div(std(volume, 20), sma(volume, 20)),
  },
  {
    name: "money_20",
    formula: "log of the mean money traded a bar over 20 bars",
    build: (m) => log(sma(money(m), 20)),
  },
  {
    name: "signed_volume_20",
    formula: "volume of rising less that of falling bars over all volume, of 20 bars",
    build: (m) => div(sum(mul(m.volume, sign(change(m))), 20), sum(m.volume, 20)),
  },
  {
    name: "obv_zscore_60",
    formula: "standard deviations of on-balance volume from its mean of 60 bars",
    build: (m) => zscore(obv(m), 60),
  },
  { name: "cmf_20", formula: "Chaikin money flow of 20 bars", build: (m) => cmf(m, 20) },
  {
    name: "chaikin_20",
    formula: "Chaikin oscillator over the mean volume of 20 bars",
    build: (m) => div(chaikinOscillator(m), sma(m.volume, 20)),
  },
  {
    name: "volume_return_correlation_60",
    formula: "correlation of log returns with changes of log volume over 60 bars",
    build: (m) => correlation(change(m), diff(log(m.volume)), 60),
  },
  {
    name: "volume_range_correlation_60",
    formula: "correlation of absolute log returns with log volume over 60 bars",
    build: (m) => correlation(abs(change(m)), log(m.volume), 60),
  },
]);
