import { number, op } from "../graph/op.ts";

/** Left in percent of right; 0 where right is 0, which is when nothing moved. */
export const percentOf = op({
  name: "percentOf",
  family: "arithmetic",
  about: "left in % of right, 0 where right is 0",
  inputs: [number, number],
  step: (_, left, right) => (right === 0 ? 0 : (100 * left) / right),
});
