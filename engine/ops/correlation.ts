import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushPair, windowPairs } from "./window-pairs.ts";

/**
 * Pearson's correlation of two series over the last n pairs, in [-1, 1]; NaN where either is flat.
 */
export const correlation = op({
  name: "correlation",
  family: "rolling",
  about: "Pearson correlation over the last n pairs",
  inputs: [number, number],
  params: { n: window(2) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowPairs(n),
  step: (s, left, right) => {
    if (!pushPair(s, left, right)) return Number.NaN;
    const r = s.all[4]! / (Math.sqrt(s.all[2]!) * Math.sqrt(s.all[3]!));
    return r > 1 ? 1 : r < -1 ? -1 : r;
  },
});
