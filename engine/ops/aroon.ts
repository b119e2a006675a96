import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { sinceHighest } from "./since-highest.ts";
import { sinceLowest } from "./since-lowest.ts";
import { sub } from "./sub.ts";

/** How much of n bars is left after so many: 100 for none, 0 for all of them. */
const recency = op({
  name: "recency",
  family: "trend",
  about: "what part of n bars has not passed, in %",
  inputs: [number],
  params: { n: window() },
  init: ({ n }) => ({ n }),
  step: (s, bars) => (100 * (s.n - bars)) / s.n,
});

/**
 * Aroon (Chande, 1995): how recent the highest high (`up`) and the lowest low (`down`) of the last n + 1 bars are,
 * 100 for this bar, 0 for n bars ago, the latest of equals; and `oscillator`, up less down.
 */
export const aroon = composite({
  name: "aroon",
  family: "trend",
  about: "how recent the extremes of n bars are, 0 to 100",
  inputs: { high: number, low: number },
  params: { n: window() },
  build: ({ high, low }, { n }) => {
    const up = recency(sinceHighest(high, n + 1), n);
    const down = recency(sinceLowest(low, n + 1), n);
    return { up, down, oscillator: sub(up, down) };
  },
});
