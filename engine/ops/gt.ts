import { boolean, number, op } from "../graph/op.ts";

/** True where left is above right. */
export const gt = op({
  name: "gt",
  family: "comparison",
  about: "left is above right",
  inputs: [number, number],
  output: boolean,
  wakes: "order",
  step: (_, left, right) => (left > right ? 1 : 0),
});
