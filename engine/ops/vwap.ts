import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { cumSum } from "./cum-sum.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { typicalPrice } from "./typical-price.ts";

/** Volume-weighted average of the typical price from the first bar on; NaN until something was traded. */
export const vwap = composite({
  name: "vwap",
  family: "volume",
  about: "volume-weighted average price since the first bar",
  inputs: { high: number, low: number, close: number, volume: number },
  build: (bars) => div(cumSum(mul(typicalPrice(bars), bars.volume)), cumSum(bars.volume)),
});
