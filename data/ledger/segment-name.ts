import { createHash } from "node:crypto";
import { isAlive, ownMark } from "../alive.ts";

// A segment is written by one process and named after it: <time>-<pid>-<began>-<host>-<serial>, with `.open` while it
// may grow and `.closed` afterwards. Names are never used twice: the time of the first trial is part of them.

/** Suffixes of segments. */
export const openSuffix = ".open";
export const closedSuffix = ".closed";

const pattern = /^segment-\d+-(\d+)-(\w*)-([0-9a-f]{8})-\d+\.(open|closed)$/;

const hostMark = (host: string): string => createHash("sha256").update(host).digest("hex").slice(0, 8);

/** A name for the next segment of this process, without its suffix. */
export function segmentName(timeMs: number, serial: number): string {
  const { pid, began, host } = ownMark();
  return `segment-${Math.max(0, Math.trunc(timeMs))}-${pid}-${began}-${hostMark(host)}-${serial}`;
}

/** Whether a file of the ledger's folder is a segment. */
export const isSegment = (file: string): boolean => pattern.test(file);

/** Whether nobody will write to a segment any more: it is closed, or its process has gone. */
export function isFinished(file: string): boolean {
  const [, pid, began, host, state] = pattern.exec(file) ?? [];
  if (state !== "open") return state === "closed";
  const own = ownMark();
  return hostMark(own.host) === host && !isAlive({ pid: Number(pid), began: began!, host: own.host });
}
