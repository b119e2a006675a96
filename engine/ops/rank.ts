import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { countBelow, pushSorted, windowSorted } from "./window-sorted.ts";

/**
 * Percentile rank of x among the last n values, itself included, in (0, 1]: 1 where it is the only greatest, 1/n where
 * it is the only least. Equal values share the mean of their places, as in pandas' `rolling.rank(pct=True)`.
 */
export const rank = op({
  name: "rank",
  family: "rolling",
  about: "percentile rank of x among the last n, in (0, 1]",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => windowSorted(n),
  step: (s, x) => {
    if (!pushSorted(s, x)) return Number.NaN;
    const below = countBelow(s.sorted, s.n, x);
    let equal = 1;
    while (s.sorted[below + equal] === x) equal++;
    return (below + (equal + 1) / 2) / s.n;
  },
});
