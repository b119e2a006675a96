import { number, op } from "../graph/op.ts";

/** Least whole number at or above x. */
export const ceil = op({
  name: "ceil",
  family: "arithmetic",
  about: "least whole number at or above x",
  inputs: [number],
  step: (_, x) => Math.ceil(x),
});
