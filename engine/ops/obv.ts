import { number, op } from "../graph/op.ts";
import { choice } from "../graph/params.ts";
import { addTo } from "./running-sum.ts";

/**
 * On-balance volume (Granville, 1963): the volume of bars that closed higher, less that of bars that closed lower,
 * from the first bar on, which counts with its own volume as in TA-Lib (`start: "zero"`: not at all). An equal close
 * changes nothing, or with `ties: "add"` counts as higher (vectorbt).
 */
export const obv = op({
  name: "obv",
  family: "volume",
  about: "on-balance volume: of higher closes less of lower ones",
  inputs: { close: number, volume: number },
  params: { ties: choice("hold", ["hold", "add"]), start: choice("volume", ["volume", "zero"]) },
  init: ({ ties, start }) => ({
    tie: ties === "add" ? 1 : 0,
    first: start === "volume" ? 1 : 0,
    last: Number.NaN,
    total: { sum: 0, lost: 0 },
  }),
  step: (s, close, volume) => {
    const sign = close > s.last ? 1 : close < s.last ? -1 : s.last === s.last ? s.tie : s.first;
    s.last = close;
    addTo(s.total, sign * volume);
    return s.total.sum + s.total.lost;
  },
});
