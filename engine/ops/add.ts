import { number, op } from "../graph/op.ts";

/** Left plus right. */
export const add = op({
  name: "add",
  family: "arithmetic",
  about: "left + right",
  inputs: [number, number],
  step: (_, left, right) => left + right,
});
