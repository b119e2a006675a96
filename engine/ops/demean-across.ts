import { described } from "../graph/described.ts";
import type { Series } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import { meanAcross } from "./mean-across.ts";
import { sub } from "./sub.ts";

/** An expression of the market's own symbol less its mean over all symbols. */
export const demeanAcross = described(
  {
    name: "demeanAcross",
    family: "across",
    about: "own value less the mean over all symbols",
    signature: "demeanAcross(market, (m) => series) -> series",
  },
  (market: Market, build: (market: Market) => Series): Series =>
    sub(build(market), meanAcross(market, build)),
);
