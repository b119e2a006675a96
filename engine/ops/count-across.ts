import { described } from "../graph/described.ts";
import type { Series, Signal } from "../graph/node.ts";
import { boolean } from "../graph/op.ts";
import type { Market } from "../graph/strategy.ts";
import { acrossOps, ofAll } from "./across.ts";

const count = acrossOps({
  name: "countAcross",
  input: boolean,
  step: (_, ...values) => {
    let sum = 0;
    for (let k = 0; k < values.length; k++) if (values[k] === 1) sum++;
    return sum;
  },
});

/** Number of symbols of the market whose signal is true at the bar; one that is not known does not count. */
export const countAcross = described(
  {
    name: "countAcross",
    family: "across",
    about: "number of symbols whose signal is true",
    signature: "countAcross(market, (m) => signal) -> series",
  },
  (market: Market, build: (market: Market) => Signal): Series => count(ofAll(market, build)) as Series,
);
