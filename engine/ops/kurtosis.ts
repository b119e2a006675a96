import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushPowers, windowPowers } from "./window-powers.ts";

/**
 * Excess kurtosis of the last n values, corrected for bias (G2, as pandas has it): 0 for a normal distribution.
 * Needs n of at least 4; NaN in a flat window.
 */
export const kurtosis = op({
  name: "kurtosis",
  family: "rolling",
  about: "bias-corrected excess kurtosis of the last n values",
  inputs: [number],
  params: { n: window(4) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowPowers(n),
  step: (s, x) => {
    if (!pushPowers(s, x)) return Number.NaN;
    const { n } = s;
    const ratio = (n * (n + 1) * (n - 1) * s.fourths) / ((n - 2) * (n - 3) * s.squares * s.squares);
    return ratio - (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
  },
});
