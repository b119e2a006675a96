import { described } from "../graph/described.ts";
import type { Series } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import { acrossOps, ofAll } from "./across.ts";

const std = acrossOps({
  name: "stdAcross",
  step: (_, ...values) => {
    let mean = 0;
    let squares = 0;
    let count = 0;
    for (let k = 0; k < values.length; k++) {
      const x = values[k]!;
      if (x !== x) continue;
      count++;
      const gap = x - mean;
      mean += gap / count;
      squares += gap * (x - mean);
    }
    return Math.sqrt(squares / (count - 1));
  },
});

/** Sample standard deviation (ddof 1) of an expression over all symbols that have a value; NaN of fewer than two. */
export const stdAcross = described(
  {
    name: "stdAcross",
    family: "across",
    about: "sample standard deviation over all symbols",
    signature: "stdAcross(market, (m) => series) -> series",
  },
  (market: Market, build: (market: Market) => Series): Series => std(ofAll(market, build)) as Series,
);
