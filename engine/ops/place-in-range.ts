import { number, op } from "../graph/op.ts";
import { num } from "../graph/params.ts";

/** Where x stands between low and high in percent: 0 at the low, 100 at the high; `flat` where they are equal. */
export const placeInRange = op({
  name: "placeInRange",
  family: "momentum",
  about: "where x stands between low and high, in %",
  inputs: { x: number, high: number, low: number },
  params: { flat: num(0) },
  init: ({ flat }) => ({ flat }),
  step: (s, x, high, low) => (high === low ? s.flat : (100 * (x - low)) / (high - low)),
});
