import type { Strategy } from "bot4/strategy";
import bollingerBreakout from "./bollinger-breakout.ts";
import donchian from "./donchian.ts";
import dualMomentum from "./dual-momentum.ts";
import emaTrend from "./ema-trend.ts";
import gbdtRanker from "./gbdt-ranker.ts";
import metaTrend from "./meta-trend.ts";
import pairs from "./pairs.ts";
import rsiReversion from "./rsi-reversion.ts";
import smaCross from "./sma-cross.ts";
import volTargetTrend from "./vol-target-trend.ts";

/** The strategies that are shipped, by name, the simplest first. */
export const strategies: Readonly<Record<string, Strategy>> = {
  "sma-cross": smaCross,
  "ema-trend": emaTrend,
  "rsi-reversion": rsiReversion,
  "bollinger-breakout": bollingerBreakout,
  donchian,
  "dual-momentum": dualMomentum,
  pairs,
  "vol-target-trend": volTargetTrend,
};

/** Shipped strategies that live on a model, by name: they trade once `bot4 train` has made one. */
export const trainedStrategies: Readonly<Record<string, Strategy>> = {
  "meta-trend": metaTrend,
  "gbdt-ranker": gbdtRanker,
};
