import { described } from "../graph/described.ts";
import type { Series } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import { acrossOps, ofAll } from "./across.ts";

const mean = acrossOps({
  name: "meanAcross",
  step: (_, ...values) => {
    let sum = 0;
    let count = 0;
    for (let k = 0; k < values.length; k++) {
      const x = values[k]!;
      if (x !== x) continue;
      sum += x;
      count++;
    }
    return sum / count;
  },
});

/** Mean of an expression over all symbols of the market that have a value at the bar. */
export const meanAcross = described(
  {
    name: "meanAcross",
    family: "across",
    about: "mean over all symbols",
    signature: "meanAcross(market, (m) => series) -> series",
  },
  (market: Market, build: (market: Market) => Series): Series => mean(ofAll(market, build)) as Series,
);
