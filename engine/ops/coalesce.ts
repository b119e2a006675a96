import { number, op } from "../graph/op.ts";

/** The left value where it is known, else the right one. */
export const coalesce = op({
  name: "coalesce",
  family: "flow",
  about: "left where it is known, else right",
  inputs: [number, number],
  sees: true,
  known: "any",
  step: (_, left, right) => (left === left ? left : right),
});
