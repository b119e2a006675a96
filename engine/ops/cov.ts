import { number, op } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { pushPair, windowPairs } from "./window-pairs.ts";

/**
 * Covariance of two series over the last n pairs, with the divisor n - ddof: the sample's (ddof 1) unless told.
 */
export const cov = op({
  name: "cov",
  family: "rolling",
  about: "covariance over the last n pairs",
  inputs: [number, number],
  params: { n: window(), ddof: int(1, { from: 0, to: 1 }) },
  warmup: ({ n }) => n - 1,
  init: ({ n, ddof }) => ({ pairs: windowPairs(n), divisor: n - ddof }),
  step: (s, left, right) => (pushPair(s.pairs, left, right) ? s.pairs.all[4]! / s.divisor : Number.NaN),
});
