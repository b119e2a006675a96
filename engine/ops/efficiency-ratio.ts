import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { abs } from "./abs.ts";
import { diff } from "./diff.ts";
import { div } from "./div.ts";
import { sum } from "./sum.ts";

/** Kaufman's efficiency ratio (1995): the change over n values over the way that was gone, in [0, 1]; NaN where x stood still. */
export const efficiencyRatio = composite({
  name: "efficiencyRatio",
  family: "trend",
  about: "change over n values over the way gone, in [0, 1]",
  inputs: [number],
  params: { n: window() },
  build: (x, { n }) => div(abs(diff(x, n)), sum(abs(diff(x)), n)),
});
