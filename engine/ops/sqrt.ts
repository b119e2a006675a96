import { number, op } from "../graph/op.ts";

/** Square root of x; NaN where x is negative. */
export const sqrt = op({
  name: "sqrt",
  family: "arithmetic",
  about: "square root of x",
  inputs: [number],
  step: (_, x) => Math.sqrt(x),
});
