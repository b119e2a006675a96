import { number, op } from "../graph/op.ts";

/** Magnitude of x. */
export const abs = op({
  name: "abs",
  family: "arithmetic",
  about: "magnitude of x",
  inputs: [number],
  step: (_, x) => Math.abs(x),
});
