import { number, op } from "../graph/op.ts";

/** The middle between high and low. */
export const medianPrice = op({
  name: "medianPrice",
  family: "price",
  about: "middle between high and low",
  inputs: { high: number, low: number },
  step: (_, high, low) => (high + low) / 2,
});
