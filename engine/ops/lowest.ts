import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { minColumn, pushMin, windowExtreme } from "./window-extreme.ts";

/** Least of the last n values. */
export const lowest = op({
  name: "lowest",
  family: "rolling",
  about: "least of the last n values",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowExtreme(n),
  step: pushMin,
  column: ({ n }, [x], out) => minColumn(x!, n, out),
});
