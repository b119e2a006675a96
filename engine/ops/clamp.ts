import { number, op } from "../graph/op.ts";

/** x held between two bounds: `clamp({ x, low, high })`. Where the bounds cross, high wins. */
export const clamp = op({
  name: "clamp",
  family: "arithmetic",
  about: "x held between low and high",
  inputs: { x: number, low: number, high: number },
  step: (_, x, low, high) => Math.min(Math.max(x, low), high),
});
