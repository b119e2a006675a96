import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { seedParam, smooth, smoothColumn, smoothing } from "./smoothing.ts";

const start = ({ n, seed }: { n: number; seed: "sma" | "first" }) => smoothing(n, 1 / n, seed);

/**
 * Wilder's smoothed average (New Concepts in Technical Trading Systems, 1978) with weight 1 / n: what his RSI, ATR
 * and ADX are made of. Starts as {@link ema} does.
 */
export const rma = op({
  name: "rma",
  family: "average",
  about: "Wilder's smoothed average, weight 1 / n",
  inputs: [number],
  params: { n: window(), seed: seedParam() },
  warmup: ({ n }) => n - 1,
  init: start,
  step: smooth,
  column: (params, [x], out) => smoothColumn(start(params), x!, out),
});
