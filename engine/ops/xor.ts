import { boolean, op } from "../graph/op.ts";

/** True where exactly one is. */
export const xor = op({
  name: "xor",
  family: "logic",
  about: "exactly one is true",
  inputs: [boolean, boolean],
  output: boolean,
  step: (_, left, right) => (left === right ? 0 : 1),
});
