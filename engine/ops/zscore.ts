import { number, op } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { finite } from "./finite.ts";
import { momentsColumn, pushMoments, windowMoments } from "./window-moments.ts";

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
  column: ({ n, ddof }, [x], out) => {
    const means = new Float64Array(out.length);
    momentsColumn(x!, n, out, means);
    for (let i = 0; i < out.length; i++) {
      out[i] = finite((x![i]! - means[i]!) / Math.sqrt(out[i]! / (n - ddof)));
    }
  },
});
