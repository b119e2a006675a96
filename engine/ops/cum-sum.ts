import { number, op } from "../graph/op.ts";

/** Sum of all values so far, with Neumaier's compensation (1974), so that it does not drift. */
export const cumSum = op({
  name: "cumSum",
  family: "flow",
  about: "sum of all values so far",
  inputs: [number],
  init: () => ({ sum: 0, lost: 0 }),
  step: (s, x) => {
    const next = s.sum + x;
    s.lost += Math.abs(s.sum) >= Math.abs(x) ? s.sum - next + x : x - next + s.sum;
    s.sum = next;
    return next + s.lost;
  },
});
