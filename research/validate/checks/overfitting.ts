import { binsOf } from "../../report-trades.ts";
import { backtestOverfitting } from "../../stats/selection/overfitting.ts";
import type { Examination } from "../examine.ts";
import { countText, percentText } from "../words.ts";

/** How the best of the variants in one half of the bars does in the other, over all ways to halve them. */
export const overfitting: Examination = {
  questions: ({ policy: { overfitting: rule } }) => [
    {
      name: "overfitting",
      label: "probability of backtest overfitting",
      unit: "probability",
      threshold: rule.pbo,
      passes: "at-most",
    },
    {
      name: "overfitting-loss",
      label: "chance that the best in one half of the bars loses in the other",
      unit: "probability",
      threshold: rule.loss,
      passes: "at-most",
    },
  ],
  answer: ({ variants, policy: { overfitting: rule } }) => {
    const all = variants().map(({ returns }) => returns);
    const { pbo, lossProbability, logits } = backtestOverfitting(all, rule.blocks);
    const of = `of ${countText(logits.length)} ways to halve the bars, the best of ${countText(all.length)} variants in one half`;
    const waived = rule.plateau && pbo > rule.pbo && lossProbability <= rule.loss;
    const plateau = waived
      ? ": not held against it, since it hardly ever loses: the variants earn alike"
      : "";
    return {
      answers: [
        [pbo, `${of} is in the worse half of them in the other in ${percentText(pbo)}${plateau}`, waived],
        [lossProbability, `${of} loses in the other in ${percentText(lossProbability)}`],
      ],
      figures: { logits: binsOf(logits, 40) },
    };
  },
};
