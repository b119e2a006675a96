import { resolve } from "node:path";
import { writeRun } from "../../data/runs.ts";
import type { Driver } from "../../engine/run/drive.ts";
import type { Run } from "../../engine/run/result.ts";
import { defaultSettings } from "../../engine/run/settings.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { faultsWish, withDerived } from "../faults.ts";
import {
  dataFlags,
  driverFlag,
  jsonFlag,
  openFlag,
  paramFlags,
  quietFlag,
  runsFlags,
  settingsFlags,
  tapeFlags,
} from "../flags.ts";
import { headlineText } from "../headline.ts";
import { instrumentsOf } from "../instruments.ts";
import type { Io } from "../io.ts";
import { ledgerFolder, recordingFailure, recordTrials, trialOfRun } from "../ledger.ts";
import { limitsOf } from "../limits.ts";
import { loadStrategy } from "../load/strategy.ts";
import { runResolved } from "../perform.ts";
import { checkReport, openInBrowser, reportOf, shortPath, writeWhole } from "../report.ts";
import { checkPeriod, dataRequest, loadHistory, parseParams, type RunRequest } from "../request.ts";
import { type RunPlaces, runJson } from "../run-json.ts";
import { settingsOf } from "../settings.ts";
import { stages } from "../stages.ts";
import { runsFolder } from "../store.ts";
import { tapeWish, workOf } from "../tape.ts";

export const backtestCommand = command({
  positionals: {
    strategy: {
      type: "string",
      demandOption: true,
      describe: "Name of a shipped strategy (bot4 strategies lists them) or path of a .ts file",
    },
  },
  flags: {
    ...dataFlags,
    ...paramFlags,
    ...settingsFlags,
    ...driverFlag,
    ...tapeFlags,
    ...runsFlags,
    report: { type: "string", describe: "Write the report here too; --no-report writes none" },
    ...openFlag,
    json: { ...jsonFlag.json, describe: `${jsonFlag.json.describe}; --json=full adds every bar` },
    "json-full": { type: "boolean", hidden: true },
    ...quietFlag,
  },
  examples: [
    ["bot4 backtest sma-cross --data sample:SP500:1d", "A shipped strategy on the bundled sample"],
    ["bot4 backtest ./mine.ts --data btc.csv --param fast=12 --fee-bps 5", "Your own, on your own data"],
    ["bot4 backtest ema-trend --data btc-1h.csv --trades btc-trades.parquet", "Orders that meet real trades"],
    ["bot4 backtest ema-trend --data btc-1h.csv --faults rough", "At an exchange where things go wrong"],
  ],
  async run(args, io) {
    checkReport(args.report, io);
    const loaded = await loadStrategy(args.strategy, io);
    const params = parseParams(loaded.strategy, args.param ?? []);
    const data = dataRequest(args);
    const tape = tapeWish(args);
    const wish = await faultsWish(args, io);
    const settings = {
      ...settingsOf(args, defaultSettings),
      ...(await limitsOf(args, io)),
      ...(await workOf(args, io)),
    };
    const stage = stages(args, io);
    stage("reading the data");
    const wished = await loadHistory(data, io);
    const named = { ...settings, ...(await instrumentsOf(args, wished.datasets, io)) };
    const bars = wished.datasets.map((dataset) => dataset.bars);
    const derived = wish && !tape ? withDerived(wish, { ...defaultSettings, ...named }, bars) : undefined;
    const faults = derived?.faults ?? wish;
    const asked: RunRequest = {
      target: args.strategy,
      params,
      data,
      settings: derived ? { ...named, instruments: derived.instruments } : named,
      bounds: args.intrabar === "both",
      driver: (args.driver as Driver | undefined) ?? (tape || faults ? "event" : "vector"),
      ...(tape && { tape }),
      ...(faults && { faults }),
    };
    checkPeriod(asked.settings.fromMs, wished.datasets);
    stage("running");
    const lookForFiner = (args.finer as unknown) !== false;
    const ledger = ledgerFolder(args.runs, io);
    const { run, history, request } = await recordingFailure(ledger, loaded, asked, wished, () =>
      runResolved(loaded, asked, wished, lookForFiner, io),
    );
    // Before anybody sees what came out: a result that was seen was tried.
    await recordTrials(ledger, [trialOfRun(run, "done")], io);
    stage("writing the report");
    // yargs gives false for --no-report.
    const wantsReport = (args.report as unknown) !== false;
    const report = wantsReport ? await reportOf(run, history.datasets, io) : undefined;
    const places = await store(run, request, report, args, io);
    stage();
    if (args.json) io.out(runJson(run, request.driver, places, args["json-full"] === true));
    else io.out(summary(run, request.driver, places, args.quiet === true, io));
    if (args.open && places.report !== undefined) openInBrowser(places.report);
    return exitCodes.ok;
  },
});

interface Wishes {
  readonly runs?: string | undefined;
  readonly report?: string | undefined;
}

/** Stores run and report; gives where they are. */
async function store(
  run: Run,
  request: RunRequest,
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

function summary(run: Run, driver: Driver, { folder, report }: RunPlaces, quiet: boolean, io: Io): string {
  if (quiet) return `${run.identity.id}\n`;
  const places = [
    `run         ${run.identity.id}  (${shortPath(folder, io)})`,
    ...(report === undefined ? [] : [`report      ${shortPath(report, io)}`]),
  ];
  return `${headlineText(run, driver, io)}\n\n${places.join("\n")}\n`;
}
