import { described } from "../graph/described.ts";
import type { Series } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import { demeanAcross } from "./demean-across.ts";
import { div } from "./div.ts";
import { stdAcross } from "./std-across.ts";

/**
 * How many sample standard deviations an expression of the market's own symbol is from its mean over all symbols
 * that have a value at the bar; NaN of fewer than two symbols, or where all are equal.
 */
export const zscoreAcross = described(
  {
    name: "zscoreAcross",
    family: "across",
    about: "standard deviations of the own value from the mean over all symbols",
    signature: "zscoreAcross(market, (m) => series) -> series",
  },
  (market: Market, build: (market: Market) => Series): Series =>
    div(demeanAcross(market, build), stdAcross(market, build)),
);
