import { boolean, number, op } from "../graph/op.ts";

/** True where left is at or above right. */
export const ge = op({
  name: "ge",
  family: "comparison",
  about: "left is at or above right",
  inputs: [number, number],
  output: boolean,
  wakes: "order",
  step: (_, left, right) => (left >= right ? 1 : 0),
});
