import { refuse } from "../../../engine/core/errors.ts";
import { binsOf } from "../../report-trades.ts";
import { quantile } from "../../stats/quantile.ts";
import { windowReturns } from "../../walkforward/figures.ts";
import type { Examination } from "../examine.ts";
import { neighboursOf } from "../neighbours.ts";
import { annualSharpe } from "../study.ts";
import { countText, percentText, tidy } from "../words.ts";

/** Whether parameters near to the chosen ones do nearly as well. */
export const stability: Examination = {
  questions: ({ policy: { stability: rule } }) => [
    {
      name: "stability",
      label: `Sharpe ratio of the median neighbour within ${percentText(rule.reach)}, over the chosen one's`,
      unit: "percent",
      threshold: rule.share,
      passes: "at-least",
    },
  ],
  answer: (study) => {
    const { request, params, policy, run, settings, barsPerYear, returns } = study;
    const near = neighboursOf(request.strategy, params, policy.stability.reach, policy.seed);
    if (near.length === 0) refuse("the strategy has no number among its parameters that could be moved");
    const own = annualSharpe(returns, barsPerYear);
    const sharpes = near.map((each) => {
      const sharpe = annualSharpe(windowReturns(run({ params: each }), settings.cash), barsPerYear);
      // One that does not trade earns nothing.
      return Number.isNaN(sharpe) ? 0 : sharpe;
    });
    const middle = quantile(Float64Array.from(sharpes), 0.5);
    const worst = Math.min(...sharpes);
    const reason =
      own > 0
        ? `${countText(near.length)} neighbours have a Sharpe ratio of ${tidy(middle)} in the middle and ${tidy(worst)} at worst; the chosen one has ${tidy(own)}`
        : `the chosen parameters earn nothing (Sharpe ratio ${tidy(own)}): there is nothing to keep`;
    return {
      answers: [[own > 0 ? middle / own : Number.NaN, reason]],
      figures: { neighbours: binsOf(Float64Array.from(sharpes), 20) },
    };
  },
};
