import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";
import { wma } from "./wma.ts";

/**
 * Hull moving average (Hull, 2005): the weighted average over the whole part of sqrt(n) of twice the weighted
 * average over the whole part of n / 2 less that over n.
 */
export const hma = composite({
  name: "hma",
  family: "average",
  about: "Hull moving average",
  inputs: [number],
  params: { n: window(2) },
  build: (x, { n }) => wma(sub(mul(wma(x, Math.floor(n / 2)), 2), wma(x, n)), Math.floor(Math.sqrt(n))),
});
