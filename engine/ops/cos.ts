import { number, op } from "../graph/op.ts";

/** Cosine of x in radians. */
export const cos = op({
  name: "cos",
  family: "arithmetic",
  about: "cosine of x in radians",
  inputs: [number],
  step: (_, x) => Math.cos(x),
});
