import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushSum, windowSum } from "./window-sum.ts";

/** Sum of the last n values. Does not drift: the error is that of adding n numbers. */
export const sum = op({
  name: "sum",
  family: "rolling",
  about: "sum of the last n values",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowSum(n),
  step: pushSum,
});
