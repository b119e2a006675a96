import { capacityOf } from "../../metrics/capacity.ts";
import type { Examination } from "../examine.ts";
import { countText, percentText } from "../words.ts";

/** How much money the strategy takes before impact eats a stated share of what a trade earns. */
export const capacity: Examination = {
  questions: ({ policy: { capacity: rule }, settings }) => [
    {
      name: "capacity",
      label: `notional of a trade of which impact takes ${percentText(rule.share)} of the mean return`,
      unit: "money",
      threshold: rule.cash * settings.cash,
      passes: "at-least",
    },
  ],
  answer: ({ outcome, context, policy: { capacity: rule } }) => {
    const closed = outcome.trades.filter(({ open }) => !open);
    // Impact grows with the square root of the notional: half of the impact is a quarter of the notional.
    const value = capacityOf(closed, context.bars ?? [], rule.coefficient) * rule.share ** 2;
    const earned = closed.reduce((sum, trade) => sum + trade.return, 0);
    const reason = Number.isNaN(value)
      ? earned > 0
        ? "the data have no volume of a thing that is traded, such as an index has none"
        : "there are no closed trades that earn on average"
      : `by the square-root law a trade of ${countText(value)} loses ${percentText(rule.share)} of its mean return to impact`;
    return { answers: [[value, reason]] };
  },
};
