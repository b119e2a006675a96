import { boolean, number, op } from "../graph/op.ts";

/** True where low <= x <= high, both ends included: `within({ x, low, high })`. */
export const within = op({
  name: "within",
  family: "comparison",
  about: "low <= x <= high",
  inputs: { x: number, low: number, high: number },
  output: boolean,
  step: (_, x, low, high) => (low <= x && x <= high ? 1 : 0),
});
