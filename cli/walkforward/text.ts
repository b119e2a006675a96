import { metricRows } from "../../research/metrics/table.ts";
import { describeVariant } from "../../research/sweep/evaluate-batch.ts";
import type { Period, WalkForwardRun } from "../../research/walkforward/model.ts";
import { formatMetric, formatTime } from "../format.ts";
import { headlineText } from "../headline.ts";
import type { Io } from "../io.ts";
import { tableText } from "../table.ts";

/** What `bot4 walkforward` prints: the headline of all tests together, then fold by fold. */
export function walkForwardText(run: WalkForwardRun, io: Io): string {
  const { scheme, windows, objective, variants, folds, paths } = run.walkForward;
  const ways = paths.length > 1 ? `; of ${paths.length} paths the middle one is shown` : "";
  return [
    headlineText(run, "vector", io),
    "",
    `scheme      ${scheme}: ${windows}${ways}`,
    `chosen      by ${objective}, in each of ${folds.length} folds the best of ${variants.toLocaleString("en-US")} variants`,
    "",
    foldTable(run),
    "",
    ...summary(run),
  ].join("\n");
}

const unitOf = (key: string) => metricRows.get(key)!.unit;

/** Periods with exclusive ends. */
const spanText = (periods: readonly Period[]): string =>
  periods.map(({ fromMs, toMs }) => `${formatTime(fromMs)} to ${formatTime(toMs)}`).join(", ");

function foldTable({ walkForward: { folds, objective } }: WalkForwardRun): string {
  const label = metricRows.get(objective)!.label;
  const rows = folds.map((fold, k) => [
    String(k + 1),
    spanText(fold.train),
    spanText(fold.test),
    fold.params ? describeVariant(sorted(fold.params)) : "none: in cash",
    formatMetric(fold.inSample.objective, unitOf(objective)),
    formatMetric(fold.outOfSample.objective, unitOf(objective)),
    formatMetric(fold.inSample.annualReturn, "percent"),
    formatMetric(fold.outOfSample.annualReturn, "percent"),
    formatMetric(fold.outOfSample.maxDrawdown, "percent"),
  ]);
  const head = [
    "fold",
    "training",
    "test",
    "parameters",
    `${label} in`,
    `${label} out`,
    "return a year in",
    "return a year out",
    "drawdown out",
  ];
  return tableText(rows, { head, right: [0, 4, 5, 6, 7, 8] });
}

/** By name: a run that was stored and read again keeps no other order. */
const sorted = <T>(params: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));

function summary({ walkForward }: WalkForwardRun): string[] {
  const { efficiency, correlation, gaining, folds, drift, paths } = walkForward;
  const share = (value: number): string => (Number.isNaN(value) ? "n/a" : `${Math.round(value * 100)}%`);
  const steps = folds.length - 1;
  const moved = drift.map(({ name, changes }) => `${name} ${changes} of ${steps}`).join(", ");
  const returns = paths.map(({ figures }) => figures.totalReturn);
  return [
    `efficiency  annual return ${share(efficiency.annualReturn)}, Sharpe ${share(efficiency.sharpe)} (out of sample over in sample)`,
    `folds       ${share(gaining)} gained out of sample; correlation of in with out ${formatMetric(correlation, "ratio")}`,
    ...(drift.length > 0 ? [`drift       choice changed: ${moved}`] : []),
    ...(paths.length > 1
      ? [
          `paths       total return ${formatMetric(Math.min(...returns), "percent")} to ${formatMetric(Math.max(...returns), "percent")}`,
        ]
      : []),
  ];
}
