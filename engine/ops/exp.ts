import { number, op } from "../graph/op.ts";

/** e to the power of x; NaN where that overflows. */
export const exp = op({
  name: "exp",
  family: "arithmetic",
  about: "e to the power of x",
  inputs: [number],
  step: (_, x) => Math.exp(x),
});
