import { number, op } from "../graph/op.ts";

/** Left where right is known too, so that lines that belong together begin together. */
export const knownWith = op({
  name: "knownWith",
  family: "flow",
  about: "left where right is known too",
  inputs: [number, number],
  step: (_, left, _right) => left,
  column: (_, [left], out) => out.set(left!),
});
