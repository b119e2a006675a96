import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { typicalPrice } from "./typical-price.ts";
import { vwma } from "./vwma.ts";

/** Volume-weighted average of the typical price of the last n bars; NaN where nothing was traded. */
export const rollingVwap = composite({
  name: "rollingVwap",
  family: "volume",
  about: "volume-weighted average price of the last n bars",
  inputs: { high: number, low: number, close: number, volume: number },
  params: { n: window() },
  build: (bars, { n }) => vwma({ price: typicalPrice(bars), volume: bars.volume }, n),
});
