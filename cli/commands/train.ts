import { resolve } from "node:path";
import { checkResultsPath } from "../../data/results/path.ts";
import { writeRun } from "../../data/runs.ts";
import { parseArtefacts } from "../../engine/model/artefact-file.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { ledgerFolder, recordTrials, trialOfRun } from "../ledger.ts";
import { checkReport, openInBrowser, reportOf, shortPath, writeWhole } from "../report.ts";
import { type RunPlaces, runJson } from "../run-json.ts";
import { stages } from "../stages.ts";
import { runsFolder } from "../store.ts";
import { trainFlags } from "../train/flags.ts";
import { performTraining } from "../train/perform.ts";
import { type PreparedTraining, prepareTraining, type TrainArgs } from "../train/prepare.ts";
import { type Stitched, stitchTraining } from "../train/stitch.ts";
import { foldLine, trainingText } from "../train/text.ts";

export const trainCommand = command({
  positionals: {
    strategy: {
      type: "string",
      demandOption: true,
      describe: "A strategy that says what its model learns: a shipped one, or path of a .ts file",
    },
  },
  flags: trainFlags,
  examples: [
    [
      "bot4 train meta-trend --data btc-1h.csv --allow gaps --train 730d --test 90d --embargo 10d",
      "Each quarter with a model of the two years before it",
    ],
    [
      "bot4 train meta-trend --data btc-1h.csv --allow gaps --scheme anchored --train 730d --test 90d --tune leavesMax=4,8,16",
      "With ever more history, and the size of the trees chosen in each",
    ],
    [
      "bot4 train meta-trend --data btc-1h.csv --allow gaps --scheme cpcv --folds 6 --embargo 10d --model cpcv.model",
      "Combinatorial purged cross-validation: several paths through the whole history",
    ],
  ],
  async run(args, io) {
    const { strategy, ...wishes } = args;
    checkReport(args.report, io);
    const told = args.predictions === undefined ? undefined : resolve(io.cwd, args.predictions);
    if (told !== undefined) checkResultsPath(told, ".parquet");
    const stage = stages(args, io);
    stage("reading the data and making samples");
    const prepared = await prepareTraining(strategy, wishes as TrainArgs, io);
    stage();
    const { plan, loaded } = prepared;
    const fits = await performTraining(prepared, wishes as TrainArgs, io, (fold, fit, fresh) => {
      if (!args.json && !args.quiet) io.err(foldLine(fold, plan.folds.length, fit, fresh));
    });
    stage("backtesting the predictions");
    const file = args.model ?? `models/${loaded.strategy.name}.model`;
    const made = await stitchTraining(prepared, fits, file, (args.finer as unknown) !== false, io);
    // Before anybody sees what came out: a result that was seen was tried.
    await recordTrials(ledgerFolder(args.runs, io), [trialOfRun(made.run, "done")], io);
    await writeWhole(resolve(io.cwd, file), made.model);
    if (told !== undefined) await writePredictions(told, prepared, made.model);
    stage("writing the report");
    const places = await store(made, args, io);
    stage();
    if (args.json) io.out(runJson(made.run, "vector", places, args["json-full"] === true));
    else if (args.quiet) io.out(`${made.run.identity.id}\n`);
    else io.out(`${trainingText(made.run, io)}\n\n${placesText(made, file, places, io)}\n`);
    if (args.open && places.report !== undefined) openInBrowser(places.report);
    return exitCodes.ok;
  },
});

async function writePredictions(path: string, { loaded, history }: PreparedTraining, model: string) {
  const { predictBars, predictionColumns } = await import("../../research/ml/train/predict-bars.ts");
  const { writeResults } = await import("../../data/results/parquet.ts");
  const bars = history.datasets.map((dataset) => dataset.bars);
  const rows = predictBars(loaded.strategy.training, parseArtefacts(model), bars);
  await writeResults(path, predictionColumns(bars.map(({ symbol }) => symbol)), rows);
}

/** Stores run and report; gives where they are. */
async function store(
  { run, request, history }: Stitched,
  { runs, report: wanted }: { readonly runs?: string | undefined; readonly report?: string | undefined },
  io: Io,
): Promise<RunPlaces> {
  // yargs gives false for --no-report.
  const report = (wanted as unknown) === false ? undefined : await reportOf(run, history.datasets, io);
  const folder = await writeRun(runsFolder(runs, io), run, request, report);
  if (report === undefined) return { folder, report: undefined };
  if (wanted === undefined) return { folder, report: resolve(folder, "report.html") };
  const path = resolve(io.cwd, wanted);
  await writeWhole(path, report);
  return { folder, report: path };
}

const placesText = ({ run }: Stitched, file: string, { folder, report }: RunPlaces, io: Io): string =>
  [
    `model       ${file}`,
    `run         ${run.identity.id}  (${shortPath(folder, io)})`,
    ...(report === undefined ? [] : [`report      ${shortPath(report, io)}`]),
  ].join("\n");
