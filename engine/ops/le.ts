import { boolean, number, op } from "../graph/op.ts";

/** True where left is at or below right. */
export const le = op({
  name: "le",
  family: "comparison",
  about: "left is at or below right",
  inputs: [number, number],
  output: boolean,
  wakes: "order",
  step: (_, left, right) => (left <= right ? 1 : 0),
});
