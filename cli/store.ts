import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { findRun, listRuns, type RunSummary, readRun, type StoredRun } from "../data/runs.ts";
import { refuse } from "../engine/core/errors.ts";
import type { Io } from "./io.ts";
import { type History, loadHistory, type RunRequest } from "./request.ts";

/** The folder of stored runs: by flag, or `runs`. */
export const runsFolder = (flag: string | undefined, io: Io): string => resolve(io.cwd, flag ?? "runs");

/** A stored run with the request that made it. */
export interface OpenedRun extends StoredRun {
  readonly request: RunRequest;
}

/** Reads the run that an id, a prefix of one, or a path names. */
export function openRun(reference: string, flag: string | undefined, io: Io): OpenedRun {
  const path = /[/\\]/.test(reference) ? resolve(io.cwd, reference) : reference;
  return readRun(findRun(runsFolder(flag, io), path)) as OpenedRun;
}

/** The stored runs, the latest first. */
export const runsOf = (flag: string | undefined, io: Io): RunSummary[] =>
  listRuns(runsFolder(flag, io), (message) => io.err(`! ${message}\n`));

/** The report in a run's folder, where it has one. */
export function reportIn(folder: string): string | undefined {
  const path = join(folder, "report.html");
  return existsSync(path) ? path : undefined;
}

/** The history of a stored run, as it was. Throws a UserError where it is no longer to be had, or has changed. */
export async function storedHistory({ run, request }: OpenedRun, io: Io): Promise<History> {
  const history = await loadHistory(request.data, io);
  const loaded = [...history.datasets, ...history.finer].map(({ identity }) => identity);
  for (const [k, { name, sha256, role }] of run.identity.data.entries()) {
    // Trades are read again only to run again: a report draws none of them.
    if (role === "tape") continue;
    if (loaded[k]?.sha256 !== sha256) {
      refuse(
        `the data of ${run.identity.id} has changed since: ${name} has another sha256; run the backtest again`,
      );
    }
  }
  return history;
}
