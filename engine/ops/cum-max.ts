import { number, op } from "../graph/op.ts";

/** Greatest of all values so far. */
export const cumMax = op({
  name: "cumMax",
  family: "flow",
  about: "greatest of all values so far",
  inputs: [number],
  init: () => ({ most: Number.NEGATIVE_INFINITY }),
  step: (s, x) => (s.most = Math.max(s.most, x)),
});
