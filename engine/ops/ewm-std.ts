import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushWeighted, weighted } from "./weighted-moments.ts";

/**
 * Exponentially weighted standard deviation: the square root of `ewmVar`.
 */
export const ewmStd = op({
  name: "ewmStd",
  family: "rolling",
  about: "exponentially weighted standard deviation, span n",
  inputs: [number],
  params: { n: window(2) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => weighted(n),
  step: (s, x) => Math.sqrt(pushWeighted(s, x)),
});
