import { number, op } from "../graph/op.ts";

/** Left divided by right; NaN where right is 0. */
export const div = op({
  name: "div",
  family: "arithmetic",
  about: "left / right",
  inputs: [number, number],
  step: (_, left, right) => left / right,
});
