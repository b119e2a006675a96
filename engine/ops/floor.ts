import { number, op } from "../graph/op.ts";

/** Greatest whole number at or below x. */
export const floor = op({
  name: "floor",
  family: "arithmetic",
  about: "greatest whole number at or below x",
  inputs: [number],
  step: (_, x) => Math.floor(x),
});
