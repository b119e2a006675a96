import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { sma } from "./sma.ts";
import { sqrt } from "./sqrt.ts";

const variance = op({
  name: "parkinsonVariance",
  family: "volatility",
  about: "Parkinson's variance of one bar",
  inputs: { high: number, low: number },
  step: (_, high, low) => Math.log(high / low) ** 2 / (4 * Math.LN2),
});

/**
 * Parkinson's volatility (1980) from the range of n bars: the standard deviation of log returns per bar; times the
 * root of the bars in a year it is annual. Five times as efficient as that of closes; blind to gaps and drift.
 */
export const parkinson = composite({
  name: "parkinson",
  family: "volatility",
  about: "volatility per bar from high and low (Parkinson)",
  inputs: { high: number, low: number },
  params: { n: window() },
  build: (bars, { n }) => sqrt(sma(variance(bars), n)),
});
