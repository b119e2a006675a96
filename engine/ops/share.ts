import { number, op } from "../graph/op.ts";
import { num } from "../graph/params.ts";

/** Left as a percentage of left and right together; `flat` where both are 0. */
export const share = op({
  name: "share",
  family: "momentum",
  about: "left in % of left + right",
  inputs: [number, number],
  params: { flat: num(0) },
  init: ({ flat }) => ({ flat }),
  step: (s, left, right) => {
    const total = left + right;
    return total === 0 ? s.flat : (100 * left) / total;
  },
});
