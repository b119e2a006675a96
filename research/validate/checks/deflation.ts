import { expectedMaxSharpe } from "../../stats/selection/expected-max.ts";
import { deflatedSharpe } from "../../stats/selection/probabilistic-sharpe.ts";
import { sharpeMoments } from "../../stats/selection/sharpe-moments.ts";
import type { Examination } from "../examine.ts";
import type { Study } from "../study.ts";
import { countText, tidy } from "../words.ts";

/** Counts of trials for which the curve is drawn: four a decade. */
const counts = Array.from({ length: 25 }, (_, k) => Math.round(10 ** (k / 4)));

/** Probability that the Sharpe ratio is above the best that as many trials would show by luck. */
export const deflation: Examination = {
  questions: ({ policy }) => [
    {
      name: "deflated-sharpe",
      label: "deflated Sharpe ratio",
      unit: "probability",
      threshold: policy.deflatedSharpe.probability,
      passes: "at-least",
    },
  ],
  answer: (study) => {
    const { moments, barsPerYear, request } = study;
    const count = Math.max(1, Math.round(request.trials.count));
    const { variance, from } = varianceOf(study, count);
    const value = deflatedSharpe(moments, { count, variance });
    const year = Math.sqrt(barsPerYear);
    const luck = expectedMaxSharpe({ count, variance }) * year;
    const reason = Number.isNaN(value)
      ? "the returns do not vary, or are too far from normal for the error of a Sharpe ratio"
      : `${countText(count)} trial${count === 1 ? "" : "s"} without skill would show ${tidy(luck)} at best by luck${from}; this one shows ${tidy(moments.sharpe * year)}`;
    // Of trials that are all alike the best is no better than any: a flat line, which would look like a proof.
    if (!(variance > 0)) return { answers: [[value, reason]] };
    const probability = counts.map((each) => deflatedSharpe(moments, { count: each, variance }));
    return { answers: [[value, reason]], figures: { deflation: { trials: counts, probability } } };
  },
};

/** The variance of the trials, or where the ledger knows of fewer than two Sharpe ratios, of the variants around. */
function varianceOf({ request: { trials }, variants }: Study, count: number) {
  if (count === 1) return { variance: Number.isNaN(trials.variance) ? 0 : trials.variance, from: "" };
  if (!Number.isNaN(trials.variance)) return { variance: trials.variance, from: "" };
  const sharpes = variants()
    .map(({ returns }) => sharpeMoments(returns).sharpe)
    .filter(Number.isFinite);
  const mean = sharpes.reduce((sum, x) => sum + x, 0) / sharpes.length;
  const squares = sharpes.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const variance = sharpes.length > 1 ? squares / (sharpes.length - 1) : Number.NaN;
  if (Number.isNaN(variance)) return { variance: 0, from: " (their spread is not known)" };
  return { variance, from: " (their spread is that of the variants around)" };
}
