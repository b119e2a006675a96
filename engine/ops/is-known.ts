import { boolean, number, op } from "../graph/op.ts";

/** True where x has a value at this bar. */
export const isKnown = op({
  name: "isKnown",
  family: "flow",
  about: "x has a value at this bar",
  inputs: [number],
  output: boolean,
  sees: true,
  step: (_, x) => (x === x ? 1 : 0),
});
