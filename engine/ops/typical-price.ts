import { number, op } from "../graph/op.ts";

/** Mean of high, low and close. */
export const typicalPrice = op({
  name: "typicalPrice",
  family: "price",
  about: "mean of high, low and close",
  inputs: { high: number, low: number, close: number },
  step: (_, high, low, close) => (high + low + close) / 3,
});
