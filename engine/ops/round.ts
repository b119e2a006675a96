import { number, op } from "../graph/op.ts";

/** Nearest whole number; halves go upward, so -2.5 becomes -2. */
export const round = op({
  name: "round",
  family: "arithmetic",
  about: "nearest whole number, halves upward",
  inputs: [number],
  step: (_, x) => Math.round(x),
});
