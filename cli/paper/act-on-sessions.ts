import { relative } from "node:path";
import { askControl } from "../../engine/adapters/control/ask-control.ts";
import type { OverrideRecord } from "../../research/promotion/override.ts";
import type { Io } from "../io.ts";
import { controlPath } from "./control-path.ts";
import type { ControlRequest } from "./control-request.ts";
import { sessionsHere, whichRun } from "./find-session.ts";
import { done } from "./operate.ts";
import { readSessionFile } from "./session-folder.ts";

/** What a running session did of what was allowed. */
export interface Acted {
  /** Its folder, as a user names it. */
  readonly session: string;
  readonly acted: boolean;
  /** What became of it, or why it did nothing and which command acts. */
  readonly words: string;
}

type Command = keyof typeof done;

/**
 * Has the sessions under `paper` that run from the dossier of an override do what it allows: a session halts, flattens or
 * resumes as a whole; of all else it is said that it did nothing, and what it can be asked for.
 */
export async function actOnSessions(record: OverrideRecord, io: Io): Promise<Acted[]> {
  const acted: Acted[] = [];
  for (const folder of await whichRun(sessionsHere(io), io)) {
    if (readSessionFile(folder)?.dossier.sha256 !== record.dossier) continue;
    const session = relative(io.cwd, folder);
    const request = requestOf(record);
    if (request === undefined) {
      acted.push({ session, acted: false, words: unableWords(record, session) });
      continue;
    }
    const reply = await askControl(controlPath(folder, io), request);
    if (reply?.ok) acted.push({ session, acted: true, words: done[request.command] });
    else acted.push({ session, acted: false, words: `did nothing: ${reply?.error ?? "it has just ended"}` });
  }
  return acted;
}

/** What a session is to be asked for; undefined for what it does not know. */
function requestOf(
  override: OverrideRecord,
): Extract<ControlRequest, { readonly command: Command }> | undefined {
  const { kind, symbol, author: operator, reason } = override;
  if (!Object.hasOwn(done, kind) || symbol !== null) return undefined;
  return { command: kind as Command, operator, reason, override };
}

const unableWords = ({ kind, symbol }: OverrideRecord, session: string): string =>
  `goes on as it was: it cannot ${kind}${symbol === null ? "" : ` ${symbol} alone`}; bot4 halt --session ${session} adds nothing more, ` +
  `bot4 flatten --session ${session} leaves everything`;
