import { number, op } from "../graph/op.ts";

/** Left less right in percent of both together, -100 to 100; 0 where both are 0. */
export const balance = op({
  name: "balance",
  family: "momentum",
  about: "left - right in % of left + right",
  inputs: [number, number],
  step: (_, left, right) => {
    const total = left + right;
    return total === 0 ? 0 : (100 * (left - right)) / total;
  },
});
