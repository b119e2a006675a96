import { number, op } from "../graph/op.ts";

/** Sine of x in radians. */
export const sin = op({
  name: "sin",
  family: "arithmetic",
  about: "sine of x in radians",
  inputs: [number],
  step: (_, x) => Math.sin(x),
});
