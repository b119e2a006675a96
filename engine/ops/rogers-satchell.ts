import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { sma } from "./sma.ts";
import { sqrt } from "./sqrt.ts";

/** Rogers and Satchell's variance of one bar, in squared log returns. */
export const rogersSatchellVariance = op({
  name: "rogersSatchellVariance",
  family: "volatility",
  about: "Rogers and Satchell's variance of one bar",
  inputs: { open: number, high: number, low: number, close: number },
  step: (_, open, high, low, close) =>
    Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open),
});

/**
 * Rogers and Satchell's volatility (1991) from the prices of n bars: the standard deviation of log returns per bar,
 * right under drift; blind to gaps.
 */
export const rogersSatchell = composite({
  name: "rogersSatchell",
  family: "volatility",
  about: "volatility per bar that a drift does not disturb (Rogers-Satchell)",
  inputs: { open: number, high: number, low: number, close: number },
  params: { n: window() },
  build: (bars, { n }) => sqrt(sma(rogersSatchellVariance(bars), n)),
});
