import { boolean, number, op } from "../graph/op.ts";
import { crossSide, pushSide } from "./cross-side.ts";

/**
 * True where left comes to be above right and was below it when the two last differed. Touching is neutral: up to the
 * line, along it and on above is one cross, where it goes above.
 */
export const crossOver = op({
  name: "crossOver",
  family: "cross",
  about: "left rises above right",
  inputs: [number, number],
  output: boolean,
  warmup: () => 1,
  init: crossSide,
  wakes: "order-and-after",
  step: (s, left, right) => {
    const turn = pushSide(s, left, right);
    return turn === -1 ? 0 : turn;
  },
});
