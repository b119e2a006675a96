import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushPair, windowPairs } from "./window-pairs.ts";

/**
 * Slope of the least-squares line of left on right over the last n pairs: how much left moves for a move of right.
 * NaN where right is flat.
 */
export const beta = op({
  name: "beta",
  family: "rolling",
  about: "slope of left on right over the last n pairs",
  inputs: [number, number],
  params: { n: window(2) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowPairs(n),
  step: (s, left, right) => (pushPair(s, left, right) ? s.all[4]! / s.all[3]! : Number.NaN),
});
