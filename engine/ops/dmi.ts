import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { directionalMove } from "./directional-move.ts";
import { percentOf } from "./percent-of.ts";
import { trueRange } from "./true-range.ts";
import { wilderSum } from "./wilder-sum.ts";

/** Distance of the two indicators in percent of their sum; where both are 0, as it was. */
const directionalIndex = op({
  name: "directionalIndex",
  family: "trend",
  about: "distance of +DI and -DI in % of their sum",
  inputs: { plus: number, minus: number },
  init: () => ({ last: 0 }),
  step: (s, plus, minus) => {
    const total = plus + minus;
    if (total !== 0) s.last = (100 * Math.abs(plus - minus)) / total;
    return s.last;
  },
});

/** Average of the directional index, Wilder's: bars without movement count 0 in its seed and then leave it as it is. */
const averageIndex = op({
  name: "averageIndex",
  family: "trend",
  about: "Wilder's average of the directional index",
  inputs: { plus: number, minus: number },
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => ({ n, seen: 0, value: 0 }),
  step: (s, plus, minus) => {
    const total = plus + minus;
    const index = total === 0 ? 0 : (100 * Math.abs(plus - minus)) / total;
    if (s.seen < s.n) {
      s.seen++;
      s.value += index;
      if (s.seen === s.n) s.value /= s.n;
      return s.seen < s.n ? Number.NaN : s.value;
    }
    if (total !== 0) s.value += (index - s.value) / s.n;
    return s.value;
  },
});

/**
 * Wilder's directional movement system (1978), started as TA-Lib does: the share of up and of down movement in the
 * true range of n bars (`plus`, `minus`), their distance (`dx`) and its average (`adx`), the strength of a trend in
 * either direction; all 0 to 100, and 0 in a flat market.
 */
export const dmi = composite({
  name: "dmi",
  family: "trend",
  about: "directional movement: +DI, -DI, DX and ADX",
  inputs: { high: number, low: number, close: number },
  params: { n: window() },
  build: (bars, { n }) => {
    const range = wilderSum(trueRange(bars), n);
    const plus = percentOf(wilderSum(directionalMove(bars, "up"), n), range);
    const minus = percentOf(wilderSum(directionalMove(bars, "down"), n), range);
    return { plus, minus, dx: directionalIndex({ plus, minus }), adx: averageIndex({ plus, minus }, n) };
  },
});
