import { number, op } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { seedParam, smooth, smoothColumn, smoothing } from "./smoothing.ts";

const start = ({ n, seed, skip }: { n: number; seed: "sma" | "first"; skip: number }) =>
  smoothing(n, 2 / (n + 1), seed, skip);

/**
 * Exponential moving average with weight 2 / (n + 1), known from the n-th value on. It starts from the mean of the
 * first n values as TA-Lib does, or with `seed: "first"` from the first one as pandas (`adjust=False`) does; `skip`
 * leaves out so many values before the seed.
 */
export const ema = op({
  name: "ema",
  family: "average",
  about: "exponential moving average, weight 2 / (n + 1)",
  inputs: [number],
  params: { n: window(), seed: seedParam(), skip: int(0, { from: 0 }) },
  warmup: ({ n, skip }) => n - 1 + skip,
  init: start,
  step: smooth,
  column: (params, [x], out) => smoothColumn(start(params), x!, out),
});
