import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { UserError } from "../../engine/core/errors.ts";
import type { Batch } from "../../research/sweep/batch.ts";
import { serveSweep } from "../../research/sweep/serve.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { packageRoot } from "../package-root.ts";
import { variantFailure, type WorkerResult, type WorkerStart, type WorkerTask } from "./messages.ts";
import type { PreparedSweep } from "./prepare.ts";

/** Computes batches, as many at a time as it has workers. */
export interface Pool {
  readonly workers: number;
  readonly evaluate: (scenario: number, batch: Batch) => Promise<Float64Array>;
  readonly close: () => Promise<void>;
}

/** This thread alone: no start of another, no message, and the same rows. */
export function ownThread({ job, loaded, data }: PreparedSweep, io: Io): Pool {
  const serve = serveSweep(job, loaded.strategy, data);
  // One after the other, so that signals are heard between two batches.
  let last: Promise<unknown> = Promise.resolve();
  return {
    workers: 1,
    evaluate: (scenario, batch) => {
      const rows = last.then(() =>
        io
          .compute(() => serve(scenario, batch))
          .catch((error) => {
            throw variantFailure(error, io.cwd);
          }),
      );
      last = rows.catch(() => {});
      return rows;
    },
    close: async () => {},
  };
}

interface Waiting {
  readonly task: WorkerTask;
  readonly resolve: (rows: Float64Array) => void;
  readonly reject: (error: unknown) => void;
}

/** Threads of their own, each started when there is work for it. */
export function threads({ job, data }: PreparedSweep, count: number, io: Io): Pool {
  const start: WorkerStart = { job, data, cwd: io.cwd };
  const queue: Waiting[] = [];
  const idle: Worker[] = [];
  const all: Worker[] = [];
  const busy = new Map<Worker, Waiting>();
  const feed = (): void => {
    while (queue.length > 0) {
      const worker = idle.pop() ?? (all.length < count ? open() : undefined);
      if (!worker) return;
      const waiting = queue.shift()!;
      busy.set(worker, waiting);
      worker.postMessage(waiting.task);
    }
  };
  const open = (): Worker => {
    const worker = new Worker(join(packageRoot(), "dist/cli/sweep/worker.js"), { workerData: start });
    const number = all.push(worker);
    worker.on("message", (result: WorkerResult) => {
      const waiting = busy.get(worker);
      // A sweep that failed elsewhere waits for nothing any more.
      if (!waiting) return;
      busy.delete(worker);
      idle.push(worker);
      if ("rows" in result) waiting.resolve(result.rows);
      else waiting.reject(failureOf(result));
      feed();
    });
    const die = (why: string) => {
      busy.get(worker)?.reject(deathOf(number, why));
      busy.delete(worker);
    };
    worker.on("error", (error) => die(error.message));
    worker.on("exit", (code) => die(`it ended with code ${code}`));
    return worker;
  };
  return {
    workers: count,
    evaluate: (scenario, batch) =>
      new Promise((resolve, reject) => {
        queue.push({ task: { scenario, batch }, resolve, reject });
        feed();
      }),
    close: async () => {
      busy.clear();
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}

function failureOf(result: Exclude<WorkerResult, { readonly rows: Float64Array }>): Error {
  if (result.user) return new UserError(result.message);
  return Object.assign(new Error(result.message), { stack: result.stack });
}

/** A thread that is gone is no mistake of the user, but nothing of ours to mend either: memory ran out, most likely. */
const deathOf = (number: number, why: string): Error =>
  Object.assign(
    new UserError(
      `worker ${number} of the sweep died: ${why}; what was computed is kept, and the same command goes on from there`,
    ),
    { exitCode: exitCodes.bug },
  );
