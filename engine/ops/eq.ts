import { boolean, number, op } from "../graph/op.ts";

/** True where left equals right exactly. */
export const eq = op({
  name: "eq",
  family: "comparison",
  about: "left equals right exactly",
  inputs: [number, number],
  output: boolean,
  step: (_, left, right) => (left === right ? 1 : 0),
});
