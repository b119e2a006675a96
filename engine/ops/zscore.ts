import { number, op } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { pushMoments, windowMoments } from "./window-moments.ts";

/**
 * How many standard deviations x is from the mean of the last n values, itself included. The sample's deviation
 * (ddof 1) unless told; NaN in a flat window.
 */
export const zscore = op({
  name: "zscore",
  family: "rolling",
  about: "standard deviations of x from the mean of the last n",
  inputs: [number],
  params: { n: window(), ddof: int(1, { from: 0, to: 1 }) },
  warmup: ({ n }) => n - 1,
  init: ({ n, ddof }) => ({ moments: windowMoments(n), divisor: n - ddof }),
  step: (s, x) => {
    if (!pushMoments(s.moments, x)) return Number.NaN;
    return (x - s.moments.mean) / Math.sqrt(s.moments.deviations / s.divisor);
  },
});
