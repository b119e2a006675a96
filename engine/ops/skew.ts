import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushPowers, windowPowers } from "./window-powers.ts";

/**
 * Skewness of the last n values, corrected for bias (the adjusted Fisher-Pearson coefficient G1, as pandas has it).
 * Needs n of at least 3; NaN in a flat window.
 */
export const skew = op({
  name: "skew",
  family: "rolling",
  about: "bias-corrected skewness of the last n values",
  inputs: [number],
  params: { n: window(3) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowPowers(n),
  step: (s, x) => {
    if (!pushPowers(s, x)) return Number.NaN;
    const { n } = s;
    return ((n * Math.sqrt(n - 1)) / (n - 2)) * (s.cubes / (s.squares * Math.sqrt(s.squares)));
  },
});
