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
    const reason = Number.isNaN(value)
      ? "no closed trades that earn on average, or no volume of a thing that is traded"
      : `by the square-root law a trade of ${countText(value)} loses ${percentText(rule.share)} of its mean return to impact`;
    return { answers: [[value, reason]] };
  },
};
