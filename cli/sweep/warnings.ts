import type { TrialStatistics } from "../../data/ledger/statistics.ts";
import { expectedBestOf } from "../../research/sweep/chance.ts";
import type { Chance } from "../../research/sweep/sweep-report.ts";
import { formatMetric } from "../format.ts";
import type { SweepOutcome } from "./perform.ts";

/** What the ledger counts beyond this sweep: who sweeps in ten parts has tried all ten. */
export function ledgerWarning(
  { prepared, best }: SweepOutcome,
  { trials, varianceSharpe }: Pick<TrialStatistics, "trials" | "varianceSharpe">,
): string[] {
  const { searches, runs } = prepared;
  const own = searches.reduce((sum, search) => sum + search.trials, 0);
  const perYear = runs[best[0]!.scenario]!.barsPerYear;
  const chance = expectedBestOf(trials, Math.sqrt(varianceSharpe * perYear));
  if (!(trials > own) || !Number.isFinite(chance)) return [];
  return [
    `the ledger counts ${trials.toLocaleString("en-US")} variants of this strategy in all; the best of so many would be ` +
      `expected at ${formatMetric(chance, "ratio")}`,
  ];
}

/** What a reader of a sweep must know before believing its best, after what is true of that variant by itself. */
export function sweepWarnings(
  { best, metrics, variants }: SweepOutcome,
  chance: Chance,
  own: readonly string[],
  counted: readonly string[],
): string[] {
  if (variants < 2) return [...own];
  const figure = (value: number): string => formatMetric(value, "ratio");
  const count = variants.toLocaleString("en-US");
  const at = metrics.indexOf("sharpe");
  const top = best.reduce(
    (most, { metrics: values }) => Math.max(most, values[at]!),
    Number.NEGATIVE_INFINITY,
  );
  const verdict = top > chance.best ? "above" : "not above";
  const deflated = Number.isFinite(chance.deflated)
    ? `. Deflated Sharpe ratio of the first: ${formatMetric(chance.deflated, "percent")}, the probability that its true Sharpe ratio is above that`
    : "";
  return [
    ...own.map((text) => `of the best: ${text}`),
    ...(Number.isFinite(chance.best)
      ? [
          `these are the best of ${count} variants. Had none any skill, the best Sharpe ratio of as many independent ones ` +
            `would be expected at ${figure(chance.best)} by chance alone (their deviation is ${figure(chance.deviation)}; Bailey ` +
            `and López de Prado 2014); the best here, ${figure(top)}, is ${verdict} that${deflated}`,
        ]
      : []),
    ...counted,
    "a sweep is a search, not evidence: the best of many fits the past by luck, too. Try what it chose on data that it has not seen",
  ];
}
