import { number, op } from "../graph/op.ts";
import { num, window } from "../graph/params.ts";
import { pushSorted, quantileOf, windowSorted } from "./window-sorted.ts";

/**
 * The q-quantile of the last n values, interpolated linearly between neighbours (type 7 of Hyndman and Fan, 1996;
 * the default of NumPy and pandas).
 */
export const quantile = op({
  name: "quantile",
  family: "rolling",
  about: "q-quantile of the last n values",
  inputs: [number],
  params: { n: window(), q: num(0.5, { from: 0, to: 1 }) },
  warmup: ({ n }) => n - 1,
  init: ({ n, q }) => ({ values: windowSorted(n), q }),
  step: (s, x) => (pushSorted(s.values, x) ? quantileOf(s.values, s.q) : Number.NaN),
});
