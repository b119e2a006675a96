import { number, op } from "../graph/op.ts";

/** The negative of x. */
export const neg = op({
  name: "neg",
  family: "arithmetic",
  about: "-x",
  inputs: [number],
  step: (_, x) => -x,
});
