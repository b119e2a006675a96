import { number, op } from "../graph/op.ts";

/** Left minus right. */
export const sub = op({
  name: "sub",
  family: "arithmetic",
  about: "left - right",
  inputs: [number, number],
  step: (_, left, right) => left - right,
});
