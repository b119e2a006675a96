import { number, op } from "../graph/op.ts";

/** Left to the power of right; NaN where that is not a finite real number. */
export const pow = op({
  name: "pow",
  family: "arithmetic",
  about: "left to the power of right",
  inputs: [number, number],
  step: (_, left, right) => left ** right,
});
