import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { sum } from "./sum.ts";

/** Volume-weighted moving average of the last n prices; NaN where nothing was traded. */
export const vwma = composite({
  name: "vwma",
  family: "average",
  about: "mean of the last n prices, weighted by volume",
  inputs: { price: number, volume: number },
  params: { n: window() },
  build: ({ price, volume }, { n }) => div(sum(mul(price, volume), n), sum(volume, n)),
});
