import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { cumSum } from "./cum-sum.ts";
import { moneyFlowVolume } from "./money-flow-volume.ts";

/** Accumulation/distribution line (Chaikin): the money flow volume of all bars so far, in units of volume. */
export const adl = composite({
  name: "adl",
  family: "volume",
  about: "accumulation/distribution line",
  inputs: { high: number, low: number, close: number, volume: number },
  build: (bars) => cumSum(moneyFlowVolume(bars)),
});
