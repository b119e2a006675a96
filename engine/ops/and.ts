import { boolean, op } from "../graph/op.ts";

/** True where both are. */
export const and = op({
  name: "and",
  family: "logic",
  about: "both are true",
  inputs: [boolean, boolean],
  output: boolean,
  step: (_, left, right) => left * right,
});
