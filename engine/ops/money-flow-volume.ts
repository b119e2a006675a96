import { number, op } from "../graph/op.ts";

/**
 * Volume times where the close stands in the range of its bar, -1 at the low to 1 at the high (Chaikin's money flow
 * volume); 0 for a bar without range.
 */
export const moneyFlowVolume = op({
  name: "moneyFlowVolume",
  family: "volume",
  about: "volume times the place of the close in its bar, -1 to 1",
  inputs: { high: number, low: number, close: number, volume: number },
  step: (_, high, low, close, volume) =>
    high === low ? 0 : ((close - low - (high - close)) / (high - low)) * volume,
});
