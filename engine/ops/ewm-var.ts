import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { pushWeighted, weighted } from "./weighted-moments.ts";

/**
 * Exponentially weighted variance with the weights (1 - a)^k, a = 2 / (n + 1), of all values so far, corrected for bias
 * (as pandas' `ewm(span=n).var()`). Known from the n-th value on.
 */
export const ewmVar = op({
  name: "ewmVar",
  family: "rolling",
  about: "exponentially weighted variance, span n",
  inputs: [number],
  params: { n: window(2) },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => weighted(n),
  step: pushWeighted,
});
