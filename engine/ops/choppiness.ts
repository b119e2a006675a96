import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { div } from "./div.ts";
import { highest } from "./highest.ts";
import { log } from "./log.ts";
import { lowest } from "./lowest.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import { trueRange } from "./true-range.ts";

/**
 * Choppiness index (Dreiss): the logarithm, to the base n and in percent, of the true ranges of n bars summed over
 * their whole range. Near 100 in a market that goes nowhere, near 0 in a straight trend; NaN in a flat one.
 */
export const choppiness = composite({
  name: "choppiness",
  family: "trend",
  about: "how much of the way of n bars led nowhere, 0 to 100",
  inputs: { high: number, low: number, close: number },
  params: { n: window(2) },
  build: (bars, { n }) => {
    const range = sub(highest(bars.high, n), lowest(bars.low, n));
    return mul(log(div(sum(trueRange(bars), n), range)), 100 / Math.log(n));
  },
});
