import { makeFolder } from "../../data/make-folder.ts";
import { type ControlServer, serveControl } from "../../engine/adapters/control/control-server.ts";
import type { Reply } from "../../engine/adapters/control/line.ts";
import { UserError } from "../../engine/core/errors.ts";
import { openSimulated, type SimulatedSession } from "../../engine/run/paper/open-simulated.ts";
import { type Ending, runSession, type SessionRun } from "../../engine/run/paper/run-session.ts";
import { simulatedOptionsOf } from "../../engine/run/paper/simulated-options.ts";
import { type AccountWatch, accountStatus, watchAccount } from "../../engine/run/paper/status.ts";
import { checkWarmUp, type WarmUp } from "../../engine/run/paper/warm-check.ts";
import type { Io } from "../io.ts";
import { controlPath } from "./control-path.ts";
import { parseControl } from "./control-request.ts";
import { createDayReporter } from "./day-reporter.ts";
import { type OpenedFeed, openFeed } from "./open-feed.ts";
import type { Prepared } from "./prepare.ts";
import { sessionPaths, writeSessionFile } from "./session-folder.ts";
import { type SessionStatus, writeStatus } from "./session-status.ts";

/** What a session tells as it goes. */
export interface Watcher {
  /** Once, before the first event. */
  readonly begun: (warmUp: WarmUp, session: SimulatedSession) => void;
  /** About once a second, and at its end. */
  readonly stands: (status: SessionStatus) => void;
  /** What becomes of the connection of its feed. */
  readonly said: (what: string) => void;
}

/** How a session ended, and how it stood then. */
export interface Ended {
  readonly ending: Ending;
  readonly status: SessionStatus;
  /** Signal that ended it. */
  readonly signal: "SIGINT" | "SIGTERM" | undefined;
}

/** How long a session works without giving others a turn, ms of the machine's clock. */
const sliceMs = 20;
const statusMs = 1_000;

/** A session that is open, with all that belongs to it. */
interface Open {
  readonly prepared: Prepared;
  readonly session: SimulatedSession;
  readonly watch: AccountWatch;
  readonly opened: OpenedFeed;
  readonly run: SessionRun;
}

/** Opens a prepared session, has it trade until its feed ends or somebody stops it, and closes it. */
export async function performSession(prepared: Prepared, watcher: Watcher, io: Io): Promise<Ended> {
  try {
    return await perform(prepared, watcher, io);
  } finally {
    await prepared.live?.close();
  }
}

async function perform(prepared: Prepared, watcher: Watcher, io: Io): Promise<Ended> {
  const { folder, file, plan, history, fresh } = prepared;
  const warmUp = checkWarmUp(plan, history);
  if (fresh) {
    await makeFolder(folder);
    writeSessionFile(folder, file);
  }
  const watch = watchAccount();
  const session = openStanding(prepared, watch);
  const reports = createDayReporter(prepared, session, io);
  try {
    watcher.begun(warmUp, session);
    const opened = openFeed(prepared, session, watcher.said);
    const run = runSession({
      session,
      feed: opened.feed,
      timeframeMs: plan.timeframeMs,
      dayOver: reports.over,
      ...turns(),
    });
    try {
      const ended = await whileControlled({ prepared, session, watch, opened, run }, watcher, io);
      if (Number.isFinite(run.lastMs())) await reports.end(run.lastMs());
      return ended;
    } finally {
      await opened.close();
    }
  } finally {
    await reports.close();
    await session.close();
  }
}

/** Trader and venue as they stood, or as they are at the beginning. */
function openStanding(prepared: Prepared, watch: AccountWatch): SimulatedSession {
  const { folder, file, plan, settings, history } = prepared;
  return openSimulated({
    ...simulatedOptionsOf(file, plan, settings),
    folder: sessionPaths(folder).journal,
    history,
    closed: watch.closed,
  });
}

/** When others are to have a turn. */
function turns(): { readonly isLate: () => boolean; readonly breathe: () => Promise<void> } {
  let since = Date.now();
  return {
    isLate: () => Date.now() - since > sliceMs,
    breathe: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      since = Date.now();
    },
  };
}

async function whileControlled(open: Open, watcher: Watcher, io: Io): Promise<Ended> {
  const { run, prepared } = open;
  let signal: Ended["signal"];
  const onSignal = (name: "SIGINT" | "SIGTERM"): void => {
    signal = name;
    run.stop();
  };
  const show = (state: SessionStatus["state"]): SessionStatus => {
    const status = statusOf(open, state);
    writeStatus(prepared.folder, status);
    watcher.stands(status);
    return status;
  };
  let control: ControlServer | undefined;
  let failure: unknown;
  const ticking = setInterval(() => {
    try {
      show("running");
    } catch (error) {
      failure ??= error;
      run.stop();
    }
  }, statusMs);
  try {
    control = await serveControl(controlPath(prepared.folder, io), (request) => obey(open, request));
    show("running");
    const ending = await io.compute(async () => {
      process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
      try {
        return await run.finished;
      } finally {
        process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      }
    });
    if (failure !== undefined) throw failure;
    return { ending, status: show(ending), signal };
  } catch (error) {
    show("failed");
    throw error;
  } finally {
    clearInterval(ticking);
    run.stop();
    await control?.close();
  }
}

/** Does what the control socket asks for. */
async function obey(open: Open, input: unknown): Promise<Reply> {
  const { run, prepared } = open;
  try {
    const request = parseControl(input);
    if (request.command === "status") return { ok: true, result: statusOf(open, "running") };
    if (request.command === "stop") {
      run.stop();
      return { ok: true, result: { atMs: run.lastMs() } };
    }
    const { command, operator, reason, override } = request;
    if (override.dossier !== prepared.file.dossier.sha256) {
      return { ok: false, error: `override must be of dossier ${prepared.file.dossier.id}; was of another` };
    }
    const action = command === "resume" ? "lift" : command;
    const atMs = await run.operate({ action, operator, reason });
    return { ok: true, result: { atMs } };
  } catch (error) {
    if (error instanceof UserError) return { ok: false, error: error.message };
    throw error;
  }
}

function statusOf(
  { prepared, session, watch, opened, run }: Open,
  state: SessionStatus["state"],
): SessionStatus {
  const { file } = prepared;
  const feedMs = run.lastMs();
  return {
    schema: "bot4/session-status@1",
    strategy: file.strategy,
    dossier: file.dossier.id,
    feed: prepared.word,
    state,
    pid: process.pid,
    wroteMs: Date.now(),
    feedMs: Number.isFinite(feedMs) ? feedMs : null,
    feedAgeMs: opened.ageMs(),
    account: accountStatus(session.trader.desk, watch),
  };
}
