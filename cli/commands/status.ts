import { relative } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { askControl } from "../../engine/adapters/control/ask-control.ts";
import { refuse } from "../../engine/core/errors.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag } from "../flags.ts";
import { formatTime } from "../format.ts";
import type { Io } from "../io.ts";
import { controlPath } from "../paper/control-path.ts";
import { findSession, sessionFlags, sessionsHere, whichRun } from "../paper/find-session.ts";
import { nameOf } from "../paper/operate.ts";
import { readStatus, type SessionStatus } from "../paper/session-status.ts";
import { statusLines } from "../paper/status-text.ts";
import { tableText } from "../table.ts";

export const statusCommand = command({
  flags: { ...sessionFlags, ...jsonFlag },
  examples: [["bot4 status", "Equity, positions, orders, breakers and the last decisions of the session"]],
  async run(args, io) {
    const all = args.session === undefined ? sessionsHere(io) : [];
    if (all.length > 1 && (await whichRun(all, io)).length !== 1) return list(all, args, io);
    const found = await findSession(args.session, io);
    const reply = await askControl(controlPath(found.folder, io), { command: "status" });
    if (reply && !reply.ok) refuse(`session ${nameOf(found, io)}: ${reply.error}`);
    const running = reply !== undefined;
    const status = running ? (reply.result as SessionStatus) : readStatus(found.folder);
    if (!status) {
      refuse(
        `session ${nameOf(found, io)} does not run, and has left no status; bot4 journal show tells what it did`,
      );
    }
    if (args.json) io.out(`${canonicalJson({ session: found.folder, running, ...status })}\n`);
    else {
      if (!running) io.out(`${idleText(status)}\n`);
      io.out(`${statusLines(status, io.columns).join("\n")}\n`);
    }
    return exitCodes.ok;
  },
});

/** How each of several sessions stands, of which none is meant more than another. */
async function list(
  folders: readonly string[],
  { json }: { readonly json?: boolean | undefined },
  io: Io,
): Promise<number> {
  const running = await whichRun(folders, io);
  const rows = folders.map((folder) => {
    const status = readStatus(folder);
    const state = running.includes(folder) ? "running" : wasOf(status);
    const { dossier = null, feedMs = null } = status ?? {};
    return {
      session: relative(io.cwd, folder),
      state,
      dossier,
      feedMs,
      equity: status?.account.equity ?? null,
    };
  });
  if (json) io.out(`${canonicalJson(rows)}\n`);
  else {
    const cells = rows.map(({ session, state, dossier, feedMs, equity }) => [
      session,
      state,
      dossier ?? "-",
      feedMs === null ? "-" : formatTime(feedMs).slice(0, 16),
      equity === null ? "-" : equity.toFixed(2),
    ]);
    const head = ["session", "state", "dossier", "feed at", "equity"];
    io.out(`${tableText(cells, { head, right: [4] })}\n--session <folder> tells one of them in full\n`);
  }
  return exitCodes.ok;
}

/** The state of a session that does not run. */
function wasOf(status: SessionStatus | undefined): string {
  if (!status) return "idle";
  return status.state === "running" ? "killed" : status.state;
}

/** Of a process that was killed the last status is a second old at most; its journal knows the rest. */
const idleText = ({ state, wroteMs }: SessionStatus): string =>
  state === "running"
    ? `it does not run: its process was killed; this it wrote last, at ${formatTime(wroteMs)}; its journal has all that followed`
    : `it does not run; so it stood when it ended, at ${formatTime(wroteMs)}`;
