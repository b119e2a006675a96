import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../engine/core/errors.ts";
import { useModelFiles } from "../../engine/training/model-files.ts";
import type { Io } from "../io.ts";
import { modelReader } from "../load/model-files.ts";
import { loadStrategy } from "../load/strategy.ts";
import { type OpenedDossier, refuseByEvidence } from "../promotion/dossiers.ts";
import { createDailyReports, type DailyReports } from "./daily.ts";
import type { ReporterResult, ReporterStart, ReporterTask } from "./daily-messages.ts";
import { openStoredSession } from "./stored-session.ts";

// The thread that writes the reports of a session's days beside the one that trades: it opens the session as it begins, while
// strategy and data are those that trade, and keeps its place in the journal.

async function start({ folder, cwd, env }: ReporterStart): Promise<DailyReports> {
  useModelFiles(modelReader(cwd));
  const nothing = (): void => {};
  const io: Io = {
    cwd,
    env,
    out: nothing,
    err: nothing,
    columns: 80,
    colour: false,
    terminal: false,
    compute: async (work) => work(),
  };
  return createDailyReports(await openStoredSession(folder, undefined, io, refuseOtherSource));
}

/** Code and graph were checked by the thread that trades, which is of the same program; the file may have changed since. */
async function refuseOtherSource({ dossier: { strategy } }: OpenedDossier, io: Io): Promise<void> {
  const { sourceHash } = await loadStrategy(strategy.target, io);
  if (sourceHash !== strategy.sourceHash) {
    refuseByEvidence(
      `${strategy.target} has changed since the session began; bot4 paper would refuse it as well`,
    );
  }
}

assert(parentPort !== null, "what writes reports beside a session is a thread of its own");
const port = parentPort;
const starting = start(workerData as ReporterStart);
starting.catch(() => {});
port.on("message", async (days: ReporterTask) => {
  try {
    port.postMessage({ pages: await (await starting).write(days) } satisfies ReporterResult);
  } catch (error) {
    port.postMessage({ message: (error as Error).message } satisfies ReporterResult);
  }
});
