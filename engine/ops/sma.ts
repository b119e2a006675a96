import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushMean, runningColumn, runningSum } from "./running-sum.ts";

/**
 * Simple moving average: the mean of the last n values. Exact to the last bit or so at any length of history.
 */
export const sma = op({
  name: "sma",
  family: "average",
  about: "simple moving average: mean of the last n values",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => runningSum(n),
  step: pushMean,
  column: ({ n }, [x], out) => runningColumn(x!, n, "mean", out),
});
