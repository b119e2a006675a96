import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { atr } from "./atr.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";

/** Average true range in percent of the close. */
export const natr = composite({
  name: "natr",
  family: "volatility",
  about: "average true range in % of the close",
  inputs: { high: number, low: number, close: number },
  params: { n: window() },
  build: (bars, { n }) => mul(div(atr(bars, n), bars.close), 100),
});
