import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushLine, windowLine } from "./window-line.ts";

/**
 * Share of the variance of the last n values that the least-squares line through them explains, in [0, 1]; NaN in a
 * flat window.
 */
export const r2 = op({
  name: "r2",
  family: "rolling",
  about: "share of variance that the line through the last n values explains",
  inputs: [number],
  params: { n: window(2) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowLine(n),
  step: (s, x) => {
    if (!pushLine(s, x)) return Number.NaN;
    const share = (s.slope * s.slope * s.spread) / s.deviations;
    return share > 1 ? 1 : share;
  },
});
