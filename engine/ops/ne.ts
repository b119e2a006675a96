import { boolean, number, op } from "../graph/op.ts";

/** True where left differs from right. */
export const ne = op({
  name: "ne",
  family: "comparison",
  about: "left differs from right",
  inputs: [number, number],
  output: boolean,
  step: (_, left, right) => (left !== right ? 1 : 0),
});
