import { resolve } from "node:path";
import { checkResultsPath } from "../../data/results/path.ts";
import { createSweepReport, type SweepReportRequest } from "../../research/sweep/sweep-report.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { checkOpen, checkReport, openInBrowser, shortPath, writeWhole } from "../report.ts";
import { stages } from "../stages.ts";
import { confirm, readBack, writeVariants } from "../sweep/finish.ts";
import { sweepFlags } from "../sweep/flags.ts";
import { sweepJson } from "../sweep/json.ts";
import { backtestCommandOf } from "../sweep/next.ts";
import { performSweep, type SweepOutcome } from "../sweep/perform.ts";
import { prepareSweep, type SweepArgs } from "../sweep/prepare.ts";
import { foretell, type SweepNotes, scenarioLabels, sweepText } from "../sweep/text.ts";
import { ledgerWarning, sweepWarnings } from "../sweep/warnings.ts";
import { toldOnEnd } from "../told-on-end.ts";

export const sweepCommand = command({
  positionals: {
    strategy: {
      type: "string",
      demandOption: true,
      describe: "Name of a shipped strategy (bot4 strategies lists them) or path of a .ts file",
    },
  },
  flags: sweepFlags,
  examples: [
    [
      'bot4 sweep sma-cross --data sample:SP500:1d --param fast=2:30 --param slow=20:100:5 --where "fast < slow"',
      "Every pair of two averages, the best by Sharpe first",
    ],
    [
      "bot4 sweep ema-trend --data sample:SP500:1d --param quick --param calm --param stop --search tpe --trials 60",
      "A Bayesian search of the ranges that the strategy declares",
    ],
    [
      "bot4 sweep sma-cross --data sample:SP500:1d --param fast=5:20:5 --period 2001:2010 --period 2011:2020",
      "Each variant in two periods",
    ],
  ],
  async run(args, io) {
    const { strategy, ...wishes } = args;
    if (args.out !== undefined) checkResultsPath(resolve(io.cwd, args.out));
    checkReport(args.report, io);
    checkOpen(args.open, args.report);
    const stage = stages(args, io);
    stage("reading the data and counting the variants");
    const prepared = await prepareSweep(strategy, wishes as SweepArgs, io);
    stage();
    const planned = prepared.searches.reduce((sum, { trials }) => sum + trials, 0);
    if (!args.quiet) io.err(foretell(planned));
    const kept = "what was computed is kept; the same command goes on from there";
    const { outcome, notes } = await toldOnEnd(kept, io, async () => {
      const outcome = await performSweep(prepared, wishes as SweepArgs, io);
      stage("looking through the results");
      return { outcome, notes: await finishSweep(outcome, wishes as SweepArgs, io) };
    });
    stage();
    if (args.json) io.out(sweepJson(outcome, notes));
    else io.out(sweepText(outcome, notes, args.quiet === true, io));
    return exitCodes.ok;
  },
});

/** Writes what was asked for, and lets go of the rows. */
async function finishSweep(outcome: SweepOutcome, args: SweepArgs, io: Io): Promise<SweepNotes> {
  const { best, segments, trials } = outcome;
  const report = createSweepReport(reportRequest(outcome, args.report !== undefined));
  await readBack(outcome, report.add);
  const own = await confirm(outcome, best[0]!, io);
  const chance = report.chance();
  await trials.tidy();
  const warnings = sweepWarnings(outcome, chance, own, ledgerWarning(outcome, await trials.counted()));
  const places: [string, string][] = [];
  if (args.out !== undefined) {
    const path = resolve(io.cwd, args.out);
    await writeVariants(path, outcome);
    places.push(["results", shortPath(path, io)]);
  }
  if (args.report !== undefined) {
    const path = resolve(io.cwd, args.report);
    const { renderSweep } = await import("../../reports/sweep/render-sweep.ts");
    await writeWhole(path, renderSweep(report.model(warnings)));
    places.push(["report", shortPath(path, io)]);
    if (args.open) openInBrowser(path);
  }
  await segments.clear();
  return { chance, warnings, places, next: [backtestCommandOf(outcome, best[0]!, args, io)] };
}

function reportRequest(
  { prepared, hash, metrics, best }: SweepOutcome,
  surfaces: boolean,
): SweepReportRequest {
  const { job, history, loaded, space, direction } = prepared;
  const data = [
    ...history.datasets.map(({ identity }) => identity),
    ...history.finer.map(({ identity }) => ({ ...identity, role: "finer" as const })),
  ];
  const labels = scenarioLabels(job.scenarios);
  const barsPerYear = prepared.runs.map((run) => run.barsPerYear);
  return {
    job,
    hash,
    about: loaded.strategy.about ?? "",
    data,
    space,
    metrics,
    direction,
    best,
    labels,
    surfaces,
    barsPerYear,
  };
}
