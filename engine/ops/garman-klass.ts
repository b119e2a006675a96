import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { sma } from "./sma.ts";
import { sqrt } from "./sqrt.ts";

const variance = op({
  name: "garmanKlassVariance",
  family: "volatility",
  about: "Garman and Klass's variance of one bar",
  inputs: { open: number, high: number, low: number, close: number },
  step: (_, open, high, low, close) =>
    0.5 * Math.log(high / low) ** 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2,
});

/**
 * Garman and Klass's volatility (1980) from the prices of n bars: the standard deviation of log returns per bar.
 * More efficient than Parkinson's; blind to gaps and drift.
 */
export const garmanKlass = composite({
  name: "garmanKlass",
  family: "volatility",
  about: "volatility per bar from open, high, low, close (Garman-Klass)",
  inputs: { open: number, high: number, low: number, close: number },
  params: { n: window() },
  build: (bars, { n }) => sqrt(sma(variance(bars), n)),
});
