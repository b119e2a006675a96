import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { diff } from "./diff.ts";
import { div } from "./div.ts";
import { knownWith } from "./known-with.ts";
import { mul } from "./mul.ts";
import { variance } from "./variance.ts";

/**
 * Variance ratio (Lo and MacKinlay 1988) of a level over n bars: the variance of its changes over q values in units of q
 * times that of its changes over one. Above 1 where it trends, below 1 where it reverts.
 */
export const varianceRatio = composite({
  name: "varianceRatio",
  family: "rolling",
  about: "variance of changes over q values over q times that of changes over one",
  inputs: [number],
  params: { n: window(2), q: int(5, { from: 2 }) },
  build: (x, { n, q }) => {
    const long = diff(x, q);
    return div(variance(long, n), mul(variance(knownWith(diff(x), long), n), q));
  },
});
