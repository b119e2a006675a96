import { described } from "../graph/described.ts";
import type { Series } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import { acrossOps, ownFirst } from "./across.ts";

const rank = acrossOps({
  name: "rankAcross",
  step: (_, own, ...others) => {
    if (own !== own) return Number.NaN;
    let below = 0;
    let equal = 1;
    let count = 1;
    for (let k = 0; k < others.length; k++) {
      const x = others[k]!;
      if (x !== x) continue;
      count++;
      if (x < own!) below++;
      else if (x === own) equal++;
    }
    return (below + (equal + 1) / 2) / count;
  },
});

/**
 * Percentile rank in (0, 1] of an expression of the market's own symbol among all symbols that have a value at the
 * bar: 1 for the only greatest. Equal values share the mean of their places, as in pandas' `rank(pct=True)`.
 */
export const rankAcross = described(
  {
    name: "rankAcross",
    family: "across",
    about: "percentile rank of the own value among all symbols, in (0, 1]",
    signature: "rankAcross(market, (m) => series) -> series",
  },
  (market: Market, build: (market: Market) => Series): Series => rank(ownFirst(market, build)) as Series,
);
