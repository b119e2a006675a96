import { boolean, number, op } from "../graph/op.ts";
import { crossSide, pushSide } from "./cross-side.ts";

/**
 * True where left comes to be below right and was above it when the two last differed. Touching is neutral.
 */
export const crossUnder = op({
  name: "crossUnder",
  family: "cross",
  about: "left falls below right",
  inputs: [number, number],
  output: boolean,
  warmup: () => 1,
  init: crossSide,
  wakes: "order-and-after",
  step: (s, left, right) => {
    const turn = pushSide(s, right, left);
    return turn === -1 ? 0 : turn;
  },
});
