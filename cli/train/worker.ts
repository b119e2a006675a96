import { parentPort, workerData } from "node:worker_threads";
import { assert, UserError } from "../../engine/core/errors.ts";
import { fitFold } from "../../research/ml/train/fit-fold.ts";
import type { TrainerResult, TrainerStart, TrainerTask } from "./messages.ts";

// The thread of a worker: fits the folds that it is sent. It needs the samples alone, and none of the user's code.

assert(parentPort !== null, "a worker of a training is a thread of its own");
const port = parentPort;
const { table, job } = workerData as TrainerStart;
port.on("message", async (rows: TrainerTask) => {
  try {
    port.postMessage({ fit: await fitFold(table, job, rows) } satisfies TrainerResult);
  } catch (error) {
    assert(error instanceof Error, "a failure is an error");
    const { message, stack = message } = error;
    port.postMessage({ message, stack, user: error instanceof UserError } satisfies TrainerResult);
  }
});
