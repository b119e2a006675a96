import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Batch } from "../../research/sweep/batch.ts";
import { serveSweep } from "../../research/sweep/serve.ts";
import type { Io } from "../io.ts";
import { packageRoot } from "../package-root.ts";
import { deathOf, failureOf } from "../worker-failure.ts";
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
      busy.get(worker)?.reject(deathOf(`worker ${number} of the sweep`, why, "what was computed"));
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
