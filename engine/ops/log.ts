import { number, op } from "../graph/op.ts";

/** Natural logarithm of x; NaN where x is 0 or negative. */
export const log = op({
  name: "log",
  family: "arithmetic",
  about: "natural logarithm of x",
  inputs: [number],
  step: (_, x) => Math.log(x),
});
