import { metricRows } from "../../research/metrics/table.ts";
import type { Ranked } from "../../research/sweep/best.ts";
import type { Scenario } from "../../research/sweep/scenario.ts";
import type { Chance } from "../../research/sweep/sweep-report.ts";
import { formatMetric, formatTime } from "../format.ts";
import type { Io } from "../io.ts";
import { bold, dim, tableText, warm } from "../table.ts";
import type { SweepOutcome } from "./perform.ts";
import { duration, rateText } from "./progress.ts";

/** What a sweep says beside its table. */
export interface SweepNotes {
  readonly chance: Chance;
  readonly warnings: readonly string[];
  /** Where what was written lies, each with a word for it. */
  readonly places: readonly (readonly [what: string, path: string])[];
  /** Commands that come next. */
  readonly next: readonly string[];
}

const figures = ["totalReturn", "cagr", "sharpe", "maxDrawdown", "calmar", "trades"];

/** What `bot4 sweep` prints: what was tried, the best of it, what to beware of, what comes next; if quiet, the best alone. */
export function sweepText(outcome: SweepOutcome, notes: SweepNotes, quiet: boolean, io: Io): string {
  if (quiet) return `${bestTable(outcome)}\n`;
  const { warnings, places, next } = notes;
  const { prepared } = outcome;
  const { strategy } = prepared.loaded;
  return [
    `${bold(strategy.name, io)}  ${dim(strategy.about ?? "", io)}`.trimEnd(),
    ...describeSweep(outcome),
    "",
    bestTable(outcome),
    ...(warnings.length > 0 ? [""] : []),
    ...warnings.map((warning) => warm(`! ${warning}`, io)),
    ...(places.length + next.length > 0 ? [""] : []),
    ...places.map(([what, path]) => `${what.padEnd(12)}${path}`),
    ...next.map((command, k) => `${(k === 0 ? "next" : "").padEnd(12)}${command}`),
    "",
  ].join("\n");
}

const counted = (n: number, noun: string): string =>
  `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;

function describeSweep({ prepared, variants, resumed, seconds, barVariants }: SweepOutcome): string[] {
  const { job, history, space } = prepared;
  const { kind, seed } = job.search;
  const how = kind === "grid" ? "every point of the grid" : `${kind}, seed ${seed}`;
  const names = history.datasets.map(({ identity }) => identity.name);
  const scenarios = scenariosText(job.scenarios);
  const kept = resumed > 0 ? `; ${counted(resumed, "variant")} were there from before` : "";
  const speed = barVariants > 0 ? `, ${rateText(barVariants / seconds)} bar-variants/s` : "";
  const periods = job.scenarios.filter(({ symbols }) => symbols === job.scenarios[0]!.symbols);
  return [
    `searched    ${space.axes.map(({ name }) => name).join(", ") || "nothing that varies"}: ${how}`,
    `data        ${names.slice(0, 4).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}`,
    ...(periods[0]?.fromMs === undefined ? [] : [`periods     ${periods.map(periodText).join(", ")}`]),
    `tried       ${counted(variants, "variant")}${scenarios} in ${seconds < 10 ? `${seconds.toFixed(2)} s` : duration(seconds)}${speed}${kept}`,
  ];
}

const manyVariants = 1e6;

/**
 * What is said before so many variants are tried that it takes long and leaves much; nothing of fewer.
 *
 * @example
 * foretell(1_000_000) // => ""
 */
export const foretell = (variants: number): string =>
  variants > manyVariants
    ? `${counted(variants, "variant")} will be tried, and the ledger of trials will count every one of them\n`
    : "";

/** How many symbols and periods were tried, of those of which there are several; `--each` symbol in every period. */
function scenariosText(scenarios: readonly Scenario[]): string {
  const { symbols, periods } = severalOf(scenarios);
  const sets = new Set(scenarios.map((scenario) => scenario.symbols.join())).size;
  const parts = [
    ...(symbols ? [counted(sets, "symbol")] : []),
    ...(periods ? [counted(scenarios.length / sets, "period")] : []),
  ];
  return parts.length === 0 ? "" : `, ${parts.join(" in ")}`;
}

/** What tells each scenario from the others: its symbols, its period, or both. */
export function scenarioLabels(scenarios: readonly Scenario[]): string[] {
  const { symbols, periods } = severalOf(scenarios);
  return scenarios.map((scenario) =>
    [
      ...(symbols || !periods ? [scenario.symbols.join(", ")] : []),
      ...(periods ? [`${formatTime(scenario.fromMs!)} to ${formatTime(scenario.toMs!)}`] : []),
    ].join(", "),
  );
}

const severalOf = (scenarios: readonly Scenario[]) => ({
  symbols: new Set(scenarios.map(({ symbols }) => symbols.join())).size > 1,
  periods: new Set(scenarios.map(({ fromMs, toMs }) => `${fromMs} ${toMs}`)).size > 1,
});

const periodText = ({ fromMs, toMs }: { fromMs?: number | undefined; toMs?: number | undefined }): string =>
  `${formatTime(fromMs!)} to ${formatTime(toMs!)} (exclusive)`;

function bestTable({ prepared, best, metrics }: SweepOutcome): string {
  const { space, job } = prepared;
  const several = severalOf(job.scenarios);
  const shown = [...new Set([job.objective, ...figures])].filter((key) => metrics.includes(key));
  const axes = space.axes.map(({ name }) => name);
  const head = [
    "",
    ...(several.symbols ? ["symbols"] : []),
    ...(several.periods ? ["from"] : []),
    ...axes,
    ...shown.map((key) => metricRows.get(key)!.label),
  ];
  const rows = best.map((row: Ranked, k) => {
    const params = space.paramsAt(row.point);
    const { symbols, fromMs } = job.scenarios[row.scenario]!;
    return [
      String(k + 1),
      ...(several.symbols ? [symbols.join(",")] : []),
      ...(several.periods ? [formatTime(fromMs!)] : []),
      ...axes.map((name) => String(params[name])),
      ...shown.map((key) => formatMetric(row.metrics[metrics.indexOf(key)], metricRows.get(key)!.unit)),
    ];
  });
  return tableText(rows, { head, right: head.map((_, k) => k) });
}
