import { described } from "../graph/described.ts";
import type { Series, Signal } from "../graph/node.ts";
import { boolean } from "../graph/op.ts";
import { int } from "../graph/params.ts";
import type { Market } from "../graph/strategy.ts";
import { acrossOps, ownFirst } from "./across.ts";

const top = acrossOps({
  name: "topAcross",
  output: boolean,
  params: { count: int(1, { from: 1 }), earlier: int(0, { from: 0 }) },
  init: ({ count, earlier }) => ({ count, earlier }),
  step: (s: { count: number; earlier: number }, own, ...others) => {
    if (own !== own) return Number.NaN;
    let above = 0;
    for (let k = 0; k < others.length; k++) {
      const x = others[k]!;
      if (x > own! || (x === own && k < s.earlier)) above++;
    }
    return above < s.count ? 1 : 0;
  },
});

/**
 * True where an expression of the market's own symbol is among the `count` greatest of all symbols that have a value
 * at the bar. Of equals the earlier symbol of the run wins, so that never more than `count` are chosen.
 */
export const topAcross = described(
  {
    name: "topAcross",
    family: "across",
    about: "own value is among the greatest of all symbols",
    signature: "topAcross(market, (m) => series, count) -> signal",
  },
  (market: Market, build: (market: Market) => Series, count: number): Signal =>
    top(ownFirst(market, build), { count, earlier: market.symbols.indexOf(market.symbol) }) as Signal,
);
