import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushRunning, runningColumn, runningSum } from "./running-sum.ts";

/** Sum of the last n values, exact to the last bit or so at any length of history. */
export const sum = op({
  name: "sum",
  family: "rolling",
  about: "sum of the last n values",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => runningSum(n),
  step: pushRunning,
  column: ({ n }, [x], out) => runningColumn(x!, n, "sum", out),
});
