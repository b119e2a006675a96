import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushLine, windowLine } from "./window-line.ts";

/**
 * Slope of the least-squares line through the last n values against time, in units of x a bar.
 */
export const slope = op({
  name: "slope",
  family: "rolling",
  about: "slope of the line through the last n values",
  inputs: [number],
  params: { n: window(2) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowLine(n),
  step: (s, x) => (pushLine(s, x) ? s.slope : Number.NaN),
});
