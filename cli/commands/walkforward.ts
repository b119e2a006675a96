import { resolve } from "node:path";
import { writeRun } from "../../data/runs.ts";
import { lowerBound } from "../../engine/core/calendar.ts";
import type { WalkForwardRun } from "../../research/walkforward/model.ts";
import type { WalkForwardRequest } from "../../research/walkforward/request.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { ledgerFolder, tidyLedger } from "../ledger.ts";
import { loadStrategy } from "../load/strategy.ts";
import { guarded } from "../perform.ts";
import { checkReport, openInBrowser, reportOf, shortPath, writeWhole } from "../report.ts";
import { type RunPlaces, runJson } from "../run-json.ts";
import { stages } from "../stages.ts";
import { runsFolder } from "../store.ts";
import { variantFailure } from "../sweep/messages.ts";
import { showProgress } from "../sweep/progress.ts";
import { toldOnEnd } from "../told-on-end.ts";
import { walkForwardFlags } from "../walkforward/flags.ts";
import { readyWalk } from "../walkforward/perform.ts";
import { prepareWalk, type WalkForwardArgs, walkRequestOf } from "../walkforward/prepare.ts";
import type { WalkRunRequest } from "../walkforward/request.ts";
import { walkForwardText } from "../walkforward/text.ts";
import { walkTrials } from "../walkforward/trials.ts";

export const walkForwardCommand = command({
  positionals: {
    strategy: {
      type: "string",
      demandOption: true,
      describe: "Name of a shipped strategy (bot4 strategies lists them) or path of a .ts file",
    },
  },
  flags: walkForwardFlags,
  examples: [
    [
      "bot4 walkforward sma-cross --data sample:SP500:1d --param fast=5:30:5 --param slow=40:120:20 --train 1095d --test 365d",
      "Each year with what was best in the three years before it",
    ],
    [
      "bot4 walkforward sma-cross --data sample:SP500:1d --param fast=5:30:5 --train 1095d --test 365d --anchored --embargo 5d",
      "With ever more years, the last five days of which are left out",
    ],
    [
      "bot4 walkforward sma-cross --data sample:SP500:1d --param fast=5:30:5 --scheme cpcv --folds 6 --embargo 5d",
      "Combinatorial purged cross-validation: several paths through the whole history",
    ],
  ],
  async run(args, io) {
    const { strategy, ...wishes } = args;
    checkReport(args.report, io);
    const stage = stages(args, io);
    stage("reading the data");
    const loaded = await loadStrategy(strategy, io);
    const { request, history } = await prepareWalk(strategy, wishes as WalkForwardArgs, io);
    stage();
    const lost = "a walk forward is not gone on with: the same command begins anew";
    const run = await toldOnEnd(lost, io, () =>
      walkRecorded(walkRequestOf(loaded, request, history), args, io),
    );
    stage("writing the report");
    // yargs gives false for --no-report.
    const wantsReport = (args.report as unknown) !== false;
    const report = wantsReport ? await reportOf(run, history.datasets, io) : undefined;
    const places = await store(run, request, report, args, io);
    stage();
    if (args.json) io.out(runJson(run, request.driver, places, args["json-full"] === true));
    else io.out(summary(run, places, args.quiet === true, io));
    if (args.open && places.report !== undefined) openInBrowser(places.report);
    return exitCodes.ok;
  },
});

interface Wishes {
  readonly workers?: number | undefined;
  readonly runs?: string | undefined;
  readonly report?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** Walks, and writes to the ledger what will be tried, what is, and what came of it. */
async function walkRecorded(request: WalkForwardRequest, args: Wishes, io: Io): Promise<WalkForwardRun> {
  const { announceWalk } = await import("../../research/walkforward/course.ts");
  const announced = await guarded(io, () => {
    try {
      return announceWalk(request);
    } catch (error) {
      throw variantFailure(error, io.cwd);
    }
  });
  const walkOn = await readyWalk(request, io, args.workers);
  const ledger = ledgerFolder(args.runs, io);
  const trials = walkTrials(ledger, request, announced);
  await trials.announce();
  const progress = await showProgress(announced.evaluations, args, io);
  const { ts } = request.datasets[0]!.bars;
  try {
    const run = await walkOn(async (tried) => {
      await trials.add(tried);
      const { fromMs, toMs } = tried.period;
      progress.advance(tried.variants.length, lowerBound(ts, toMs) - lowerBound(ts, fromMs), true);
    });
    await trials.finish(run);
    return run;
  } finally {
    progress.end();
    trials.close();
    await tidyLedger(ledger, io);
  }
}

/** Stores run and report; gives where they are. */
async function store(
  run: WalkForwardRun,
  request: WalkRunRequest,
  report: string | undefined,
  wishes: Wishes,
  io: Io,
): Promise<RunPlaces> {
  const folder = await writeRun(runsFolder(wishes.runs, io), run, request, report);
  if (report === undefined) return { folder, report: undefined };
  if (typeof wishes.report !== "string") return { folder, report: resolve(folder, "report.html") };
  const path = resolve(io.cwd, wishes.report);
  await writeWhole(path, report);
  return { folder, report: path };
}

function summary(run: WalkForwardRun, { folder, report }: RunPlaces, quiet: boolean, io: Io): string {
  if (quiet) return `${run.identity.id}\n`;
  const places = [
    `run         ${run.identity.id}  (${shortPath(folder, io)})`,
    ...(report === undefined ? [] : [`report      ${shortPath(report, io)}`]),
  ];
  return `${walkForwardText(run, io)}\n\n${places.join("\n")}\n`;
}
