import { number, op } from "../graph/op.ts";

/** Least of all values so far. */
export const cumMin = op({
  name: "cumMin",
  family: "flow",
  about: "least of all values so far",
  inputs: [number],
  init: () => ({ least: Number.POSITIVE_INFINITY }),
  step: (s, x) => (s.least = Math.min(s.least, x)),
});
