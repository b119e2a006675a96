import { number, op } from "../graph/op.ts";

/** Remainder of left divided by right, with the sign of right (floored division); NaN where right is 0. */
export const mod = op({
  name: "mod",
  family: "arithmetic",
  about: "remainder of left / right, with the sign of right",
  inputs: [number, number],
  step: (_, left, right) => left - right * Math.floor(left / right),
});
