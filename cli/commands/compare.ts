import { resolve } from "node:path";
import type { Run } from "../../engine/run/result.ts";
import { type MetricRow, metricTable } from "../../research/metrics/table.ts";
import { askedOf } from "../asked.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag, openFlag, runsFlags } from "../flags.ts";
import { formatMetric } from "../format.ts";
import type { Io } from "../io.ts";
import { checkOpen, checkReport, comparisonOf, openInBrowser, shortPath, writeWhole } from "../report.ts";
import { type OpenedRun, openRun } from "../store.ts";
import { bold, tableText, warm } from "../table.ts";

export const compareCommand = command({
  positionals: {
    run: {
      type: "string",
      array: true,
      demandOption: true,
      describe: "Ids of runs, their starts, or folders",
    },
  },
  flags: {
    ...runsFlags,
    report: { type: "string", describe: "Write a comparison as HTML here" },
    ...openFlag,
    ...jsonFlag,
  },
  examples: [["bot4 compare sma-cross-1f ema-trend-07 --report both.html", "Two runs side by side"]],
  async run(args, io) {
    checkOpen(args.open, args.report);
    checkReport(args.report, io);
    const opened = args.run.map((reference) => openRun(reference, args.runs, io));
    const runs = opened.map(({ run }) => run);
    const path = args.report === undefined ? undefined : resolve(io.cwd, args.report);
    if (path !== undefined) await writeWhole(path, await comparisonOf(opened, io));
    if (args.json) io.out(comparisonJson(runs));
    else io.out(`${comparisonText(opened, io)}\n${path ? `\nreport  ${shortPath(path, io)}\n` : ""}`);
    if (path !== undefined && args.open) openInBrowser(path);
    return exitCodes.ok;
  },
});

const comparisonJson = (runs: readonly Run[]): string =>
  `${JSON.stringify(runs.map(({ identity, metrics, warnings }) => ({ run: identity, metrics, warnings })))}\n`;

/** A line a metric and a column a run; the best of a line is marked. */
function comparisonText(opened: readonly OpenedRun[], io: Io): string {
  const runs = opened.map(({ run }) => run);
  const head = ["", ...runs.map(({ identity }) => identity.id)];
  const right = runs.map((_, k) => k + 1);
  const rows = metricTable.map((row: MetricRow) => {
    const values = runs.map(({ metrics }) => metrics[row.key] ?? Number.NaN);
    const best = bestOf(values, row.better);
    const cells = values.map((value) => formatMetric(value, row.unit) + (value === best ? " *" : "  "));
    return [row.label, ...cells];
  });
  const differences = differing(opened);
  return [
    tableText(rows, { head, right }),
    "",
    "* the best of its line",
    ...(samePeriod(runs) ? [] : [warm(periodsDiffer, io)]),
    "",
    ...(differences.length > 0
      ? [bold("what was asked differs", io), tableText(differences, { head, right })]
      : ["what was asked is the same"]),
  ].join("\n");
}

const periodsDiffer =
  "! the runs cover different periods: a difference may be the market's, not the strategy's";

/** Whether all runs begin to trade at the same bar and end with the same. */
function samePeriod(runs: readonly Run[]): boolean {
  const periods = runs.map(({ outcome: { ts, start } }) => `${ts[start]} ${ts[ts.length - 1]}`);
  return new Set(periods).size === 1;
}

/** The best value, where there is one and it is not shared by all. */
function bestOf(values: readonly number[], better: MetricRow["better"]): number | undefined {
  const known = values.filter((value) => !Number.isNaN(value));
  if (better === "none" || known.length < 2 || new Set(known).size === 1) return undefined;
  return better === "higher" ? Math.max(...known) : Math.min(...known);
}

/** Strategy, parameters, data and settings where the runs do not agree. */
function differing(opened: readonly OpenedRun[]): string[][] {
  const asked = opened.map(askedOf);
  const keys = [...new Set(asked.flatMap((each) => Object.keys(each)))];
  return keys
    .map((key) => [key, ...asked.map((each) => each[key] ?? "-")])
    .filter(([, ...values]) => new Set(values).size > 1);
}
