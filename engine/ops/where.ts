import { boolean, number, op } from "../graph/op.ts";

/**
 * Chooses bar by bar: `where(test, yes, no)` is `yes` where the test is true, else `no`. Only the one that is chosen
 * need be known.
 */
export const where = op({
  name: "where",
  family: "flow",
  about: "yes where test is true, else no",
  inputs: [boolean, number, number],
  names: ["test", "yes", "no"],
  sees: true,
  step: (_, test, yes, no) => (test === 1 ? yes : test === 0 ? no : Number.NaN),
});
