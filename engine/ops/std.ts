import { number, op } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { finite } from "./finite.ts";
import { momentsColumn, pushMoments, windowMoments } from "./window-moments.ts";

/**
 * Standard deviation of the last n values, with the divisor n - ddof: the sample's (ddof 1) unless told, the
 * population's with ddof 0. A flat window gives exactly 0; n of 1 with ddof 1 is never known.
 */
export const std = op({
  name: "std",
  family: "rolling",
  about: "standard deviation of the last n values",
  inputs: [number],
  params: { n: window(), ddof: int(1, { from: 0, to: 1 }) },
  warmup: ({ n }) => n - 1,
  init: ({ n, ddof }) => ({ moments: windowMoments(n), divisor: n - ddof }),
  step: (s, x) => (pushMoments(s.moments, x) ? Math.sqrt(s.moments.deviations / s.divisor) : Number.NaN),
  column: ({ n, ddof }, [x], out) => {
    momentsColumn(x!, n, out);
    for (let i = 0; i < out.length; i++) out[i] = finite(Math.sqrt(out[i]! / (n - ddof)));
  },
});
