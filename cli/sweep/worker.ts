import { parentPort, workerData } from "node:worker_threads";
import { assert, UserError } from "../../engine/core/errors.ts";
import { useModelFiles } from "../../engine/training/model-files.ts";
import type { SweepServer } from "../../research/sweep/serve.ts";
import { serveWalk } from "../../research/walkforward/serve.ts";
import type { Io } from "../io.ts";
import { modelReader } from "../load/model-files.ts";
import { loadStrategy } from "../load/strategy.ts";
import { claim, variantFailure, type WorkerResult, type WorkerStart, type WorkerTask } from "./messages.ts";

// The thread of a worker, of a sweep or a walk forward: loads the strategy by its name or path, as the command line does, and computes those of the
// batches that it is told of that are still to be had.

async function start({ job, data, cwd }: WorkerStart): Promise<SweepServer> {
  useModelFiles(modelReader(cwd));
  const io: Pick<Io, "cwd" | "compute"> = { cwd, compute: async (work) => work() };
  const { strategy, sourceHash } = await loadStrategy(job.target, io as Io);
  if (sourceHash !== job.sourceHash) {
    throw new UserError(`${job.target} changed while it was computed; run the command again`);
  }
  return serveWalk(job, strategy, data);
}

assert(parentPort !== null, "a worker is a thread of its own");
const port = parentPort;
const begin = workerData as WorkerStart;
// Deep enough to find the user's line below the frames of the pipeline.
Error.stackTraceLimit = 50;
const starting = start(begin);
starting.catch(() => {});
port.on("message", async ({ task, scenario, batch }: WorkerTask) => {
  try {
    const serve = await starting;
    if (!claim(begin.next, task)) return;
    // Copied, not handed over: an isolate that detaches an ArrayBuffer once reads all its arrays more slowly ever after.
    port.postMessage({ task, rows: serve(scenario, batch) } satisfies WorkerResult);
  } catch (error) {
    const told = variantFailure(error, begin.cwd);
    assert(told instanceof Error, "a failure is an error");
    const { message, stack = message } = told;
    port.postMessage({ message, stack, user: told instanceof UserError } satisfies WorkerResult);
  }
});
