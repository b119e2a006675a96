import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { InferredOptionTypes } from "yargs";
import { refuse, UserError } from "../../engine/core/errors.ts";
import type { Strategy } from "../../engine/graph/strategy.ts";
import type { Run } from "../../engine/run/result.ts";
import { defaultSettings } from "../../engine/run/settings.ts";
import type { SpaceSpec } from "../../research/sweep/space.ts";
import { wordsAround } from "../../research/validate/neighbours.ts";
import type { Policy } from "../../research/validate/policy.ts";
import { dataFlags, settingsFlags } from "../flags.ts";
import { instrumentsOf } from "../instruments.ts";
import type { Io } from "../io.ts";
import { ledgerFolder, recordingFailure, recordTrials, trialOfRun } from "../ledger.ts";
import { limitsOf } from "../limits.ts";
import { type LoadedStrategy, loadStrategy } from "../load/strategy.ts";
import { runResolved } from "../perform.ts";
import {
  checkPeriod,
  dataRequest,
  type History,
  loadHistory,
  parseParams,
  type RunRequest,
} from "../request.ts";
import { settingsOf } from "../settings.ts";
import { type OpenedRun, openRun, storedHistory } from "../store.ts";
import { isWalkRequest } from "../walkforward/request.ts";
import type { validateFlags } from "./flags.ts";

export type ValidateArgs = Partial<InferredOptionTypes<typeof validateFlags>>;

/** A run to judge, with all that it was made from. */
export interface Judged {
  readonly run: Run;
  readonly loaded: LoadedStrategy;
  readonly history: History;
  readonly request: RunRequest;
  /** Words that were given to vary. */
  readonly varied: readonly string[];
}

/**
 * The stored run that a word names, or a new one of the strategy that it names; either is in the ledger then. What the
 * config file says (`configured`) is for new runs: a stored one is judged as it was.
 */
export async function runToJudge(
  target: string,
  args: ValidateArgs,
  io: Io,
  configured: ReadonlySet<string> = new Set(),
): Promise<Judged> {
  const opened = storedRun(target, args, io);
  const words = opened && configured.has("param") ? [] : (args.param ?? []);
  const [varied, fixed] = [words.filter(varies), words.filter((word) => !varies(word))];
  if (opened) refuseOwn(opened, args, configured);
  const found = opened ? await ofStored(opened, fixed, io) : await ofStrategy(target, fixed, args, io);
  // Before anybody sees what came out: a result that was seen was tried.
  await recordTrials(ledgerFolder(args.runs, io), [trialOfRun(found.run, "done")], io);
  return { ...found, varied };
}

/** Whether a word of `--param` is a range, a list or a name alone. */
const varies = (word: string): boolean => !word.includes("=") || /[:,]/.test(word.slice(word.indexOf("=")));

/** Ids of runs end as no name of a strategy does; a path is one where a run lies there. */
function storedRun(target: string, { runs }: ValidateArgs, io: Io): OpenedRun | undefined {
  const path = resolve(io.cwd, target);
  if (existsSync(join(path, "run.json"))) return openRun(path, runs, io);
  if (!/-[0-9a-f]{4,}$/.test(target)) return undefined;
  try {
    return openRun(target, runs, io);
  } catch (error) {
    if (error instanceof UserError && error.message.startsWith("no run ")) return undefined;
    throw error;
  }
}

/** Refuses flags of data and settings beside a stored run, which has its own: they would be passed over. */
function refuseOwn({ run }: OpenedRun, args: ValidateArgs, configured: ReadonlySet<string>): void {
  const flags = Object.keys({ ...dataFlags, ...settingsFlags }) as (keyof typeof dataFlags)[];
  const asked = flags.find((name) => args[name] !== undefined && !configured.has(name));
  if (asked === undefined) return;
  const { id, strategy } = run.identity;
  refuse(
    `${id} is judged by its own data and settings; was given --${asked}; leave it out, or validate ${strategy} with it`,
  );
}

type Found = Omit<Judged, "varied">;

async function ofStored(opened: OpenedRun, fixed: readonly string[], io: Io): Promise<Found> {
  const { run, request } = opened;
  const { id, sourceHash } = run.identity;
  if (fixed.length > 0) refuse(`--param must give what to vary: ${id} has its parameters; was "${fixed[0]}"`);
  if (isWalkRequest(request)) {
    refuse(
      `${id} is of a walk forward, which has no parameters of its own; validate a backtest of its strategy`,
    );
  }
  if (run.tape) refuse(`${id} fills its orders by trades; validate a backtest over bars alone`);
  const loaded = await loadStrategy(request.target, io);
  if (loaded.sourceHash !== sourceHash) {
    refuse(`the strategy of ${id} has changed since: its source has another sha256; run the backtest again`);
  }
  return { run, loaded, history: await storedHistory(opened, io), request };
}

async function ofStrategy(
  target: string,
  fixed: readonly string[],
  args: ValidateArgs,
  io: Io,
): Promise<Found> {
  const loaded = await loadStrategy(target, io);
  const params = parseParams(loaded.strategy, fixed);
  const data = dataRequest(args);
  const settings = { ...settingsOf(args, defaultSettings), ...(await limitsOf(args, io)) };
  const wished = await loadHistory(data, io);
  const asked: RunRequest = {
    target,
    params,
    data,
    settings: { ...settings, ...(await instrumentsOf(args, wished.datasets, io)) },
    bounds: false,
    driver: "vector",
  };
  checkPeriod(asked.settings.fromMs, wished.datasets);
  const lookForFiner = (args.finer as unknown) !== false;
  const { run, history, request } = await recordingFailure(
    ledgerFolder(args.runs, io),
    loaded,
    asked,
    wished,
    () => runResolved(loaded, asked, wished, lookForFiner, io),
  );
  return { run, loaded, history, request };
}

/** What to vary: the words that were given, all other parameters as they are; else all, around what is judged. */
export function spaceToVary(
  { params: declared }: Strategy,
  params: Readonly<Record<string, unknown>>,
  varied: readonly string[],
  where: string | undefined,
  { variants }: Policy,
): SpaceSpec {
  const condition = where === undefined ? {} : { where };
  if (varied.length === 0) return { params: wordsAround(declared, params, variants.factor), ...condition };
  const named = new Set(varied.map((word) => word.split("=")[0]));
  const others = Object.entries(params).filter(([name]) => !named.has(name));
  return { params: [...varied, ...others.map(([name, value]) => `${name}=${String(value)}`)], ...condition };
}
