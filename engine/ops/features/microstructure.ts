import { abs } from "../abs.ts";
import { amihud } from "../amihud.ts";
import { corwinSchultz } from "../corwin-schultz.ts";
import { div } from "../div.ts";
import { greatest } from "../greatest.ts";
import { kyleLambda } from "../kyle-lambda.ts";
import { lag } from "../lag.ts";
import { least } from "../least.ts";
import { log } from "../log.ts";
import { placeInRange } from "../place-in-range.ts";
import { rollSpread } from "../roll-spread.ts";
import { sma } from "../sma.ts";
import { sub } from "../sub.ts";
import { vpin } from "../vpin.ts";
import { zscore } from "../zscore.ts";
import { each, family } from "./feature.ts";

export const microstructure = family("microstructure", [
  each([20, 60], (n) => ({
    name: `roll_spread_${n}`,
    formula: `Roll's effective spread from ${n} pairs of log returns`,
    build: ({ close }) => rollSpread(close, n),
  })),
  each([5, 20], (n) => ({
    name: `high_low_spread_${n}`,
    formula: `Corwin and Schultz's spread, mean of ${n} bars`,
    build: (m) => corwinSchultz(m, n),
  })),
  each([20, 60], (n) => ({
    name: `illiquidity_${n}`,
    formula: `log of Amihud's illiquidity of ${n} bars`,
    build: (m) => log(amihud(m, n)),
  })),
  {
    name: "illiquidity_change_5_60",
    formula: "log of Amihud's illiquidity of 5 bars over that of 60",
    build: (m) => log(div(amihud(m, 5), amihud(m, 60))),
  },
  {
    name: "kyle_lambda_60",
    formula: "slope of log returns on the signed root of money traded, 60 bars",
    build: (m) => kyleLambda(m, 60),
  },
  each([20, 60], (n) => ({
    name: `vpin_${n}`,
    formula: `imbalance of buys and sells by bulk classification, ${n} bars`,
    build: (m) => vpin(m, n),
  })),
  {
    name: "close_place",
    formula: "place of the close in the range of its bar, in %",
    build: ({ close, high, low }) => placeInRange({ x: close, high, low }, 50),
  },
  {
    name: "close_place_10",
    formula: "mean of 10 bars of the place of the close in the range of its bar, in %",
    build: ({ close, high, low }) => sma(placeInRange({ x: close, high, low }, 50), 10),
  },
  {
    name: "body",
    formula: "close less open as a fraction of the range of the bar",
    build: ({ open, high, low, close }) => div(sub(close, open), sub(high, low)),
  },
  {
    name: "upper_wick",
    formula: "high less the greater of open and close, as a fraction of the range",
    build: ({ open, high, low, close }) => div(sub(high, greatest(open, close)), sub(high, low)),
  },
  {
    name: "lower_wick",
    formula: "the lesser of open and close less low, as a fraction of the range",
    build: ({ open, high, low, close }) => div(sub(least(open, close), low), sub(high, low)),
  },
  {
    name: "gap",
    formula: "log of the open over the last close",
    build: ({ open, close }) => log(div(open, lag(close))),
  },
  {
    name: "range_zscore_60",
    formula: "standard deviations of the log range from its mean of 60 bars",
    build: ({ high, low }) => zscore(log(div(high, low)), 60),
  },
  {
    name: "quiet_20",
    formula: "mean of |close - open| over mean of high - low, 20 bars",
    build: ({ open, high, low, close }) => div(sma(abs(sub(close, open)), 20), sma(sub(high, low), 20)),
  },
]);
