import { boolean, number, op } from "../graph/op.ts";

/** True where left is below right. */
export const lt = op({
  name: "lt",
  family: "comparison",
  about: "left is below right",
  inputs: [number, number],
  output: boolean,
  wakes: "order",
  step: (_, left, right) => (left < right ? 1 : 0),
});
