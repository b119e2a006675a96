import { boolean, number, op } from "../graph/op.ts";

/**
 * Chooses bar by bar: the second argument where the first is true, else the third. Only the one that is chosen
 * need be known.
 */
export const where = op({
  name: "where",
  family: "flow",
  about: "the second where the first is true, else the third",
  inputs: [boolean, number, number],
  sees: true,
  step: (_, test, yes, no) => (test === 1 ? yes : test === 0 ? no : Number.NaN),
});
