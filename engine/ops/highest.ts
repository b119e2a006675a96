import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { maxColumn, pushMax, windowExtreme } from "./window-extreme.ts";

/** Greatest of the last n values. */
export const highest = op({
  name: "highest",
  family: "rolling",
  about: "greatest of the last n values",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowExtreme(n),
  step: pushMax,
  column: ({ n }, [x], out) => maxColumn(x!, n, out),
});
