import { boolean, op } from "../graph/op.ts";

/** True where x is false. */
export const not = op({
  name: "not",
  family: "logic",
  about: "x is false",
  inputs: [boolean],
  output: boolean,
  step: (_, x) => 1 - x,
});
