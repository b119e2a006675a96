import type { WalkForwardRun } from "../../walkforward/model.ts";
import { walkForward } from "../../walkforward/walk-forward.ts";
import type { Examination } from "../examine.ts";
import type { Study } from "../study.ts";
import { countText, percentText } from "../words.ts";

/** Whether what is chosen on a training window earns on the window behind it. */
export const walk: Examination = {
  questions: ({ policy }) => [
    {
      name: "walk-forward",
      label: "walk-forward efficiency of the Sharpe ratio",
      unit: "percent",
      threshold: policy.walkForward.efficiency,
      passes: "at-least",
    },
  ],
  answer: (study) => {
    const { walkForward: found, metrics } = walkOf(study);
    const { efficiency, folds, gaining } = found;
    const value = efficiency.sharpe;
    const won = `${Math.round(gaining * folds.length)} of ${folds.length} tests gained, ${percentText(metrics.annualReturn!)} a year in all`;
    const reason = Number.isNaN(value)
      ? `training lost on average, so that there is nothing to be efficient at; ${won}`
      : `choosing among ${countText(found.variants)} variants keeps ${percentText(value)} of the Sharpe ratio in training; ${won}`;
    return { answers: [[value, reason]] };
  },
};

function walkOf({ request, returns, policy, space, search, settings }: Study): WalkForwardRun {
  const { strategy, datasets, finer = [] } = request;
  const { tests, training } = policy.walkForward;
  const test = Math.floor(returns.length / (tests + training));
  const train = Math.floor(test * training);
  const steps = walkForward({
    strategy,
    space,
    search,
    objective: "sharpe",
    windows: { scheme: "walk-forward", unit: "bars", train, test, embargo: 0, anchored: false },
    datasets,
    finer,
    settings,
  });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
