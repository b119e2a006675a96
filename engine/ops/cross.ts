import { boolean, number, op } from "../graph/op.ts";
import { crossSide, pushSide } from "./cross-side.ts";

/** True where `crossOver` or `crossUnder` is. */
export const cross = op({
  name: "cross",
  family: "cross",
  about: "left crosses right either way",
  inputs: [number, number],
  output: boolean,
  warmup: () => 1,
  init: crossSide,
  wakes: "order-and-after",
  step: (s, left, right) => Math.abs(pushSide(s, left, right)),
});
