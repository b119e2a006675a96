import { boolean, op } from "../graph/op.ts";

/** True where either is, or both. */
export const or = op({
  name: "or",
  family: "logic",
  about: "either is true",
  inputs: [boolean, boolean],
  output: boolean,
  step: (_, left, right) => (left + right > 0 ? 1 : 0),
});
