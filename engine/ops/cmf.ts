import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { div } from "./div.ts";
import { moneyFlowVolume } from "./money-flow-volume.ts";
import { sum } from "./sum.ts";

/** Chaikin money flow: the money flow volume of n bars as a fraction of their volume, -1 to 1; NaN without volume. */
export const cmf = composite({
  name: "cmf",
  family: "volume",
  about: "Chaikin money flow over n bars, -1 to 1",
  inputs: { high: number, low: number, close: number, volume: number },
  params: { n: window() },
  build: (bars, { n }) => div(sum(moneyFlowVolume(bars), n), sum(bars.volume, n)),
});
