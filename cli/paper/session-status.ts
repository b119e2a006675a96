import { readFileSync, statSync } from "node:fs";
import { fromText, toText } from "../../engine/adapters/journal/plain.ts";
import type { AccountStatus } from "../../engine/run/paper/status.ts";
import { sessionPaths, writeWhole } from "./session-folder.ts";

/** How a session stands, as `status.json` and `bot4 status --json` have it. */
export interface SessionStatus {
  readonly schema: "bot4/session-status@1";
  readonly strategy: string;
  readonly dossier: string;
  readonly feed: string;
  /** What its process does: it trades, or it has ended, and why. */
  readonly state: "running" | "feed-over" | "stopped" | "failed";
  readonly pid: number;
  /** When this was written, by the machine's clock, ms since 1970 UTC. */
  readonly wroteMs: number;
  /** Time of the last thing that happened, by the feed; null before the first. */
  readonly feedMs: number | null;
  /** How long nothing has come from the market, by the feed's time, ms; null where a feed has no time of its own. */
  readonly feedAgeMs: number | null;
  readonly account: AccountStatus;
}

/** Most bytes of a status: longer is none. */
const bytesMax = 1 << 20;

export const writeStatus = (folder: string, status: SessionStatus): void =>
  writeWhole(sessionPaths(folder).status, `${toText(status)}\n`, false);

/** The status that the process of a session last wrote; undefined where there is none that can be read. */
export function readStatus(folder: string): SessionStatus | undefined {
  const path = sessionPaths(folder).status;
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > bytesMax) return undefined;
  try {
    const read = fromText(readFileSync(path, "utf8")) as Partial<SessionStatus> | null;
    return read?.schema === "bot4/session-status@1" ? (read as SessionStatus) : undefined;
  } catch {
    return undefined;
  }
}
