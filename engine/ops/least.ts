import { number, op } from "../graph/op.ts";

/** The lesser of two series, bar by bar. Over a window it is `lowest`. */
export const least = op({
  name: "least",
  family: "arithmetic",
  about: "lesser of left and right",
  inputs: [number, number],
  step: (_, left, right) => Math.min(left, right),
});
