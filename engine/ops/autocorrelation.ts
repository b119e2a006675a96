import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { correlation } from "./correlation.ts";
import { lag as lagged } from "./lag.ts";

/** Pearson's correlation of the last n values of x with those `lag` values before them. */
export const autocorrelation = composite({
  name: "autocorrelation",
  family: "rolling",
  about: "correlation of the last n values with those some values before",
  inputs: [number],
  params: { n: window(2), lag: int(1, { from: 1 }) },
  build: (x, { n, lag }) => correlation(x, lagged(x, lag), n),
});
