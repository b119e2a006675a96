import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { highest } from "./highest.ts";
import { lowest } from "./lowest.ts";
import { medianPrice } from "./median-price.ts";

/**
 * Donchian channel: highest high, lowest low and their middle over the last n bars, this one included. For a breakout
 * compare the close with the channel of the bar before: `lag(upper)`.
 */
export const donchian = composite({
  name: "donchian",
  family: "trend",
  about: "highest high, lowest low and their middle over n bars",
  inputs: { high: number, low: number },
  params: { n: window() },
  build: ({ high, low }, { n }) => {
    const upper = highest(high, n);
    const lower = lowest(low, n);
    return { upper, middle: medianPrice({ high: upper, low: lower }), lower };
  },
});
