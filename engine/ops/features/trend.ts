import { add } from "../add.ts";
import { adx } from "../adx.ts";
import { aroon } from "../aroon.ts";
import { atr } from "../atr.ts";
import { bollinger } from "../bollinger.ts";
import { choppiness } from "../choppiness.ts";
import { div } from "../div.ts";
import { dmi } from "../dmi.ts";
import { donchian } from "../donchian.ts";
import { efficiencyRatio } from "../efficiency-ratio.ts";
import { ema } from "../ema.ts";
import { highest } from "../highest.ts";
import { ichimoku } from "../ichimoku.ts";
import { kama } from "../kama.ts";
import { log } from "../log.ts";
import { lowest } from "../lowest.ts";
import { placeInRange } from "../place-in-range.ts";
import { r2 } from "../r2.ts";
import { rollingVwap } from "../rolling-vwap.ts";
import { sinceHighest } from "../since-highest.ts";
import { sinceLowest } from "../since-lowest.ts";
import { slope } from "../slope.ts";
import { sma } from "../sma.ts";
import { sub } from "../sub.ts";
import { supertrend } from "../supertrend.ts";
import { vortex } from "../vortex.ts";
import { zscore } from "../zscore.ts";
import { each, family } from "./feature.ts";
import { above } from "./parts.ts";

export const trend = family("trend", [
  each([10, 20, 50, 100, 200], (n) => ({
    name: `above_sma_${n}`,
    formula: `close over its mean of ${n} bars, less 1`,
    build: ({ close }) => above(close, sma(close, n)),
  })),
  each([20, 60, 120], (n) => ({
    name: `zscore_${n}`,
    formula: `standard deviations of the log close from its mean of ${n} bars`,
    build: ({ close }) => zscore(log(close), n),
  })),
  {
    name: "ema_gap_12_48",
    formula: "12-bar over 48-bar exponential average of the close, less 1",
    build: ({ close }) => above(ema(close, 12), ema(close, 48)),
  },
  {
    name: "ema_gap_50_200",
    formula: "50-bar over 200-bar exponential average of the close, less 1",
    build: ({ close }) => above(ema(close, 50), ema(close, 200)),
  },
  {
    name: "above_kama_20",
    formula: "close over Kaufman's average of 20 bars, less 1",
    build: ({ close }) => above(close, kama(close, 20)),
  },
  {
    name: "above_vwap_20",
    formula: "close over the volume-weighted price of 20 bars, less 1",
    build: (m) => above(m.close, rollingVwap(m, 20)),
  },
  each([20, 60], (n) => ({
    name: `slope_${n}`,
    formula: `slope a bar of the line through ${n} log closes`,
    build: ({ close }) => slope(log(close), n),
  })),
  each([20, 60], (n) => ({
    name: `line_fit_${n}`,
    formula: `R² of the line through ${n} log closes`,
    build: ({ close }) => r2(log(close), n),
  })),
  { name: "adx_14", formula: "average directional index of 14 bars", build: (m) => adx(m, 14) },
  {
    name: "di_gap_14",
    formula: "+DI less -DI of 14 bars",
    build: (m) => sub(dmi(m, 14).plus, dmi(m, 14).minus),
  },
  { name: "aroon_25", formula: "aroon up less down of 25 bars", build: (m) => aroon(m, 25).oscillator },
  {
    name: "vortex_gap_14",
    formula: "vortex up less down of 14 bars",
    build: (m) => sub(vortex(m, 14).plus, vortex(m, 14).minus),
  },
  { name: "choppiness_14", formula: "choppiness index of 14 bars", build: (m) => choppiness(m, 14) },
  each([10, 30], (n) => ({
    name: `efficiency_${n}`,
    formula: `Kaufman's efficiency ratio of ${n} bars`,
    build: ({ close }) => efficiencyRatio(close, n),
  })),
  {
    name: "supertrend_side",
    formula: "side of the supertrend of 10 bars and 3 ranges: 1 or -1",
    build: (m) => supertrend(m).direction,
  },
  {
    name: "donchian_place_20",
    formula: "place of the close between lowest low and highest high of 20 bars, in %",
    build: (m) => placeInRange({ x: m.close, high: donchian(m, 20).upper, low: donchian(m, 20).lower }, 50),
  },
  {
    name: "percent_b_20",
    formula: "place of the close in its Bollinger bands of 20 bars: 0 lower, 1 upper",
    build: ({ close }) => bollinger(close).percentB,
  },
  {
    name: "cloud_gap",
    formula: "close less the middle of the Ichimoku cloud, in average true ranges of 14 bars",
    build: (m) => {
      const { spanA, spanB } = ichimoku(m);
      return div(sub(m.close, div(add(spanA, spanB), 2)), atr(m, 14));
    },
  },
  each([60, 120], (n) => ({
    name: `drawdown_${n}`,
    formula: `close over its highest of ${n} bars, less 1`,
    build: ({ close }) => above(close, highest(close, n)),
  })),
  each([60, 120], (n) => ({
    name: `rebound_${n}`,
    formula: `close over its lowest of ${n} bars, less 1`,
    build: ({ close }) => above(close, lowest(close, n)),
  })),
  {
    name: "high_age_60",
    formula: "bars since the highest high of 60 bars, as a share of them",
    build: ({ high }) => div(sinceHighest(high, 60), 60),
  },
  {
    name: "low_age_60",
    formula: "bars since the lowest low of 60 bars, as a share of them",
    build: ({ low }) => div(sinceLowest(low, 60), 60),
  },
]);
