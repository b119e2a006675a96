import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushSorted, quantileOf, windowSorted } from "./window-sorted.ts";

/**
 * Median of the last n values; the mean of the middle two where n is even.
 */
export const median = op({
  name: "median",
  family: "rolling",
  about: "median of the last n values",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowSorted(n),
  step: (s, x) => (pushSorted(s, x) ? quantileOf(s, 0.5) : Number.NaN),
});
