import { existsSync } from "node:fs";
import { queryTrials, type TrialFilter } from "../../data/ledger/query.ts";
import { type TrialStatistics, trialStatistics } from "../../data/ledger/statistics.ts";
import type { TrialRow } from "../../data/ledger/trial.ts";
import { metricRows } from "../../research/metrics/table.ts";
import { expectedBestOf } from "../../research/sweep/chance.ts";
import { formatMetric, formatTime } from "../format.ts";
import type { Io } from "../io.ts";
import { ledgerFolder, tidyLedger } from "../ledger.ts";
import { shortPath } from "../report.ts";
import { tableText, warm } from "../table.ts";

/** Figures by which trials can be ordered. */
export const bestBy = ["sharpe", "totalReturn", "maxDrawdown"] as const;

interface BestArgs {
  readonly runs?: string | undefined;
  readonly by?: string | undefined;
  readonly strategy?: string | undefined;
  readonly top?: number | undefined;
  readonly json?: boolean | undefined;
}

/** Prints the best trials of the ledger, and how many there were to be the best of. */
export async function printBest(args: BestArgs, io: Io): Promise<void> {
  const ledger = ledgerFolder(args.runs, io);
  await tidyLedger(ledger, io);
  const filter: TrialFilter = { strategy: args.strategy, statuses: ["done"], kinds: ["backtest", "sweep"] };
  const by = (args.by ?? "sharpe") as (typeof bestBy)[number];
  const best = await queryTrials(ledger, filter, { by, top: args.top ?? 10, once: true });
  const tombstones = await queryTrials(ledger, { statuses: ["forgotten"] });
  const forgotten = new Set(tombstones.map(({ runId }) => runId));
  const statistics = await trialStatistics(ledger, { strategy: args.strategy });
  if (args.json) {
    const rows = best.map((row) => ({ ...row, forgotten: forgotten.has(row.runId) }));
    io.out(`${JSON.stringify({ trials: statistics, best: rows })}\n`);
  } else if (best.length > 0) io.out(`${bestText(best, forgotten, statistics, io)}\n`);
  else {
    const fit = existsSync(ledger) ? " that fit" : "";
    io.out(`no backtests and sweeps in ${shortPath(ledger, io)}${fit}${othersText(statistics)}\n`);
  }
}

/** What was tried although none of it can be listed. */
function othersText({ distinct, unfinished }: TrialStatistics): string {
  const said = [
    ...(distinct > 0 ? [`${distinct.toLocaleString("en-US")} tried in walks forward and trainings`] : []),
    ...(unfinished > 0
      ? [`${unfinished.toLocaleString("en-US")} announced by searches that did not finish`]
      : []),
  ];
  return said.length > 0 ? `; variants that count: ${said.join(", ")}` : "";
}

const shown = ["totalReturn", "sharpe", "maxDrawdown", "trades"] as const;

function bestText(
  rows: readonly TrialRow[],
  forgotten: ReadonlySet<string>,
  { trials, measured, meanSharpe, varianceSharpe, bestSharpe }: TrialStatistics,
  io: Io,
): string {
  const cells = rows.map((row) => [
    row.strategy,
    Object.entries(row.params)
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
    row.dataNames.join(" "),
    `${formatTime(row.fromMs)} to ${formatTime(row.toMs)}`,
    row.kind,
    ...shown.map((key) => formatMetric(row[key], metricRows.get(key)!.unit)),
    row.runId === "" ? "-" : forgotten.has(row.runId) ? `${row.runId} (forgotten)` : row.runId,
  ]);
  const labels = shown.map((key) => metricRows.get(key)!.label);
  const head = ["strategy", "parameters", "data", "period", "kind", ...labels, "run"];
  const count = trials.toLocaleString("en-US");
  const deviation = Math.sqrt(varianceSharpe);
  const chance = measured > 1 ? expectedBestOf(trials, deviation) : Number.NaN;
  return [
    tableText(cells, { head, right: [5, 6, 7, 8] }),
    "",
    `variants tried, each stretch of data and settings apart, forgotten and unfinished ones included: ${count}`,
    ...(Number.isFinite(chance)
      ? [luckText({ meanSharpe, deviation, bestSharpe, chance }, perYearOf(rows))]
      : []),
    ...(trials > 1 ? [warm(`! the best of ${count} is no evidence: some are good by chance alone`, io)] : []),
  ].join("\n");
}

/** Bars a year of the trials that are listed, by their two Sharpe ratios; NaN where they differ, as on other timeframes. */
function perYearOf(rows: readonly TrialRow[]): number {
  const found = rows
    .map(({ sharpe, sharpePerBar }) => (sharpe / sharpePerBar) ** 2)
    .filter((perYear) => Number.isFinite(perYear));
  const first = found[0] ?? Number.NaN;
  return found.every((perYear) => Math.abs(perYear - first) <= 0.01 * first) ? first : Number.NaN;
}

interface Luck {
  readonly meanSharpe: number;
  readonly deviation: number;
  readonly bestSharpe: number;
  readonly chance: number;
}

/** Sharpe ratios of all trials, annualised as in the table where its trials have as many bars a year, and what luck gives. */
function luckText({ meanSharpe, deviation, bestSharpe, chance }: Luck, perYear: number): string {
  const annual = Number.isFinite(perYear);
  const figure = (sharpe: number): string =>
    annual ? formatMetric(sharpe * Math.sqrt(perYear), "ratio") : sharpe.toFixed(4);
  return (
    `Sharpe ratio${annual ? "" : " of a bar (the trials differ in bars a year)"}: mean ${figure(meanSharpe)}, ` +
    `deviation ${figure(deviation)}, best ${figure(bestSharpe)}; as many without any skill would show ${figure(chance)} ` +
    `by chance; the best is ${bestSharpe > chance ? "above" : "not above"} that`
  );
}
