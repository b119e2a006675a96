import { number, op } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { pushLine, windowLine } from "./window-line.ts";

/**
 * The least-squares line through the last n values, read `ahead` bars after the last of them: 0 is the end point of
 * the line (TA-Lib's LINEARREG), 1 the next bar (its TSF).
 */
export const forecast = op({
  name: "forecast",
  family: "rolling",
  about: "line through the last n values, read ahead",
  inputs: [number],
  params: { n: window(2), ahead: int(1, { from: 0 }) },
  warmup: ({ n }) => n - 1,
  init: ({ n, ahead }) => ({ line: windowLine(n), reach: (n - 1) / 2 + ahead }),
  step: (s, x) => (pushLine(s.line, x) ? s.line.mean + s.line.slope * s.reach : Number.NaN),
});
