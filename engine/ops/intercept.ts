import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushLine, windowLine } from "./window-line.ts";

/**
 * Value at the first of the last n bars of the least-squares line through them.
 */
export const intercept = op({
  name: "intercept",
  family: "rolling",
  about: "value at its start of the line through the last n values",
  inputs: [number],
  params: { n: window(2) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowLine(n),
  step: (s, x) => (pushLine(s, x) ? s.mean - (s.slope * (s.n - 1)) / 2 : Number.NaN),
});
