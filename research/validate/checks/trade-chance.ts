import { refuse } from "../../../engine/core/errors.ts";
import { quantile } from "../../stats/quantile.ts";
import type { Examination } from "../examine.ts";
import { chanceOf, type Study } from "../study.ts";
import { countText, percentText } from "../words.ts";

/** Share of the orders of trades that the drawdown is to hold in. */
const level = 0.95;

/** Round trips drawn with replacement, and in other orders: how much of the result is their luck and their order. */
export const tradeChance: Examination = {
  questions: ({ policy: { trades } }) => [
    {
      name: "trade-luck",
      label: "chance that as many trades drawn anew lose",
      unit: "probability",
      threshold: trades.loss,
      passes: "at-most",
    },
    {
      name: "trade-order",
      label: "drawdown that 95 of 100 orders of the trades stay above",
      unit: "percent",
      threshold: trades.drawdown,
      passes: "at-most",
    },
  ],
  answer: (study) => {
    const gains = gainsOf(study);
    const n = gains.length;
    if (n < 2) refuse(`luck of trades needs at least 2 closed round trips; there are ${n}`);
    const random = chanceOf(study, 2);
    const { resamples } = study.policy.trades;
    let losses = 0;
    const order = gains.slice();
    const falls = new Float64Array(resamples);
    for (let b = 0; b < resamples; b++) {
      let growth = 1;
      for (let i = 0; i < n; i++) growth *= 1 + gains[Math.floor(random() * n)]!;
      if (growth <= 1) losses++;
      falls[b] = fallOf(shuffle(order, random));
    }
    const luck = losses / resamples;
    const fall = quantile(falls, level);
    return {
      answers: [
        [luck, `${countText(losses)} of ${countText(resamples)} draws of ${countText(n)} trades lost`],
        [fall, `as they came the trades fell by ${percentText(fallOf(gains))} at most`],
      ],
    };
  },
};

/** What each closed round trip did to equity: its profit over the equity at the close before its entry. */
function gainsOf({ outcome, settings }: Study): Float64Array {
  const closed = outcome.trades.filter(({ open }) => !open);
  return Float64Array.from(closed, ({ pnl, entryIndex }) => {
    const before = entryIndex > 0 ? outcome.equity[entryIndex - 1]! : settings.cash;
    return before > 0 ? Math.max(-1, pnl / before) : -1;
  });
}

function shuffle(values: Float64Array, random: () => number): Float64Array {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}

function fallOf(gains: Float64Array): number {
  let [value, peak, deepest] = [1, 1, 0];
  for (const gain of gains) {
    value *= 1 + gain;
    peak = Math.max(peak, value);
    deepest = Math.max(deepest, 1 - value / peak);
  }
  return deepest;
}
