import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { neg } from "./neg.ts";
import { sinceHighest } from "./since-highest.ts";

/**
 * Bars since the least of the last n values: 0 where this one is it, at most n - 1. The latest of equals counts.
 */
export const sinceLowest = composite({
  name: "sinceLowest",
  family: "rolling",
  about: "bars since the least of the last n",
  inputs: [number],
  params: { n: window() },
  build: (x, { n }) => sinceHighest(neg(x), n),
});
