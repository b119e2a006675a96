import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushPair, windowPairs } from "./window-pairs.ts";

/**
 * Intercept of the least-squares line of left on right over the last n pairs; NaN where right is flat.
 */
export const alpha = op({
  name: "alpha",
  family: "rolling",
  about: "intercept of left on right over the last n pairs",
  inputs: [number, number],
  params: { n: window(2) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowPairs(n),
  step: (s, left, right) => {
    if (!pushPair(s, left, right)) return Number.NaN;
    return s.all[0]! - (s.all[4]! / s.all[3]!) * s.all[1]!;
  },
});
