import { createHash } from "node:crypto";
import { canonicalJson } from "../data/canonical-json.ts";
import { appendTrials, closeTrials } from "../data/ledger/append.ts";
import { ledgerOf } from "../data/ledger/folder.ts";
import type { Trial, TrialKind, TrialResult, TrialSubject } from "../data/ledger/trial.ts";
import type { Run } from "../engine/run/result.ts";
import { parseSettings, type Settings } from "../engine/run/settings.ts";
import type { DataIdentity } from "../engine/trade/bars.ts";
import { withoutPaths } from "../engine/training/model-files.ts";
import { isWalkForward } from "../research/walkforward/model.ts";
import type { Io } from "./io.ts";
import type { LoadedStrategy } from "./load/strategy.ts";
import type { History, RunRequest } from "./request.ts";
import { runsFolder } from "./store.ts";

/** The ledger beside the stored runs. */
export const ledgerFolder = (runs: string | undefined, io: Io): string => ledgerOf(runsFolder(runs, io));

/** What a subject is made from. */
export interface SubjectRequest {
  readonly kind: TrialKind;
  readonly strategy: string;
  readonly sourceHash: string;
  /** All data of the run; finer bars and trades only tell what happened within the others, and are left out. */
  readonly data: readonly DataIdentity[];
  readonly settings: Settings;
  readonly group?: string;
  readonly seed?: number | undefined;
}

/** What the trials of one backtest or one search share. */
export function subjectOf({ kind, strategy, sourceHash, data, settings, group = "", seed }: SubjectRequest) {
  const traded = data.filter(({ role }) => role !== "finer" && role !== "tape");
  const firstMs = Math.min(...traded.map(({ fromMs }) => fromMs));
  return {
    kind,
    strategy,
    sourceHash,
    data: traded.map(({ name, sha256 }) => ({ name, sha256 })),
    fromMs: Math.max(firstMs, settings.fromMs ?? firstMs),
    toMs: Math.max(...traded.map(({ toMs }) => toMs)),
    settingsHash: createHash("sha256").update(canonicalJson(settings)).digest("hex"),
    group,
    seed,
  } satisfies TrialSubject;
}

/** What the ledger keeps of metrics; `objective` is what a search sought the greatest of. */
export function resultOf(
  metrics: Readonly<Record<string, number>>,
  barsPerYear: number,
  objective?: number,
): TrialResult {
  const figure = (name: string): number => metrics[name] ?? Number.NaN;
  return {
    sharpe: figure("sharpe"),
    sharpePerBar: figure("sharpe") / Math.sqrt(barsPerYear),
    bars: figure("bars"),
    skew: figure("skew"),
    kurtosis: figure("kurtosis"),
    totalReturn: figure("totalReturn"),
    maxDrawdown: figure("maxDrawdown"),
    trades: figure("trades"),
    ...(objective !== undefined && { objective }),
  };
}

/** A finished backtest as a trial, or, once it is deleted, as its tombstone. */
export function trialOfRun(run: Run, status: "done" | "forgotten"): Trial {
  const { identity, outcome, metrics } = run;
  return {
    // The tests of a walk forward try nothing that its training did not.
    subject: subjectOf({ kind: isWalkForward(run) ? "test" : "backtest", ...identity }),
    status,
    timeMs: Date.now(),
    params: withoutPaths(identity.params),
    graphHash: identity.graphHash,
    runId: identity.id,
    result: resultOf(metrics, outcome.barsPerYear),
  };
}

/** Adds trials for good: they are on the disk when this is done. Then, where it is worth its while, tidies the ledger. */
export async function recordTrials(ledger: string, trials: readonly Trial[], io: Io): Promise<void> {
  await appendTrials(ledger, trials);
  closeTrials(ledger);
  await tidyLedger(ledger, io);
}

/** Compacts the ledger where there is enough to compact; that it cannot be is no reason to fail. */
export async function tidyLedger(ledger: string, io: Io): Promise<void> {
  const { compactLedger } = await import("../data/ledger/compact.ts");
  await compactLedger(ledger).catch((error: Error) => {
    io.err(`! the ledger ${ledger} could not be compacted: ${error.message}\n`);
  });
}

/** Does a backtest; if it throws, the ledger says that it failed. */
export async function recordingFailure<T>(
  ledger: string,
  { strategy, sourceHash }: Pick<LoadedStrategy, "strategy" | "sourceHash">,
  { params, settings }: RunRequest,
  { datasets }: History,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const data = datasets.map(({ identity }) => identity);
    const shared = { kind: "backtest", strategy: strategy.name, sourceHash, data } as const;
    const subject = subjectOf({ ...shared, settings: parseSettings(settings) });
    const reason = (error as Error).message;
    await appendTrials(ledger, [
      { subject, status: "failed", timeMs: Date.now(), params: withoutPaths(params), reason },
    ]);
    closeTrials(ledger);
    throw error;
  }
}
