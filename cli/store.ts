import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { findRun, listRuns, type RunSummary, readRun, type StoredRun } from "../data/runs.ts";
import type { Io } from "./io.ts";
import type { RunRequest } from "./request.ts";

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
export const runsOf = (flag: string | undefined, io: Io): RunSummary[] => listRuns(runsFolder(flag, io));

/** The report in a run's folder, where it has one. */
export function reportIn(folder: string): string | undefined {
  const path = join(folder, "report.html");
  return existsSync(path) ? path : undefined;
}
