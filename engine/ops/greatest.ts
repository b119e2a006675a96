import { number, op } from "../graph/op.ts";

/** The greater of two series, bar by bar. Over a window it is `highest`. */
export const greatest = op({
  name: "greatest",
  family: "arithmetic",
  about: "greater of left and right",
  inputs: [number, number],
  step: (_, left, right) => Math.max(left, right),
});
