import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { highest } from "./highest.ts";
import { lowest } from "./lowest.ts";
import { placeInRange } from "./place-in-range.ts";
import { sub } from "./sub.ts";

/**
 * Williams %R: where the close stands below the top of the range of the last n bars, -100 at its low to 0 at its
 * high; 0 without a range, as in TA-Lib.
 */
export const williamsR = composite({
  name: "williamsR",
  family: "momentum",
  about: "place of the close in the range of n bars, -100 to 0",
  inputs: { high: number, low: number, close: number },
  params: { n: window() },
  build: ({ high, low, close }, { n }) =>
    sub(placeInRange({ x: close, high: highest(high, n), low: lowest(low, n) }, 100), 100),
});
