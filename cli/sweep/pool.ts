import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { refuse } from "../../engine/core/errors.ts";
import type { Strategy } from "../../engine/graph/strategy.ts";
import type { Batch } from "../../research/sweep/batch.ts";
import type { SweepData } from "../../research/sweep/scenario.ts";
import type { SweepServer } from "../../research/sweep/serve.ts";
import { serveWalk } from "../../research/walkforward/serve.ts";
import type { Io } from "../io.ts";
import { packageRoot } from "../package-root.ts";
import { deathOf, failureOf } from "../worker-failure.ts";
import {
  claim,
  type PoolJob,
  variantFailure,
  type WorkerResult,
  type WorkerStart,
  type WorkerTask,
} from "./messages.ts";

/** Computes batches, as many at a time as it has workers. */
export interface Pool {
  readonly workers: number;
  readonly evaluate: (scenario: number, batch: Batch) => Promise<Float64Array>;
  readonly close: () => Promise<void>;
}

/** What all batches have in common. */
export interface PoolRequest {
  readonly job: PoolJob;
  readonly strategy: Strategy;
  readonly data: SweepData;
}

interface Waiting {
  readonly task: WorkerTask;
  readonly resolve: (rows: Float64Array) => void;
  readonly reject: (error: unknown) => void;
}

/** Work, in bars times variants, below which further threads take longer to start than to help. */
const worthThreads = 2e7;

/** How many threads compute so many batches: as many as are wanted, else a core each where the work is worth it. */
export function countWorkers(wanted: number | undefined, batches: number, barVariants: number): number {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= 1024)) {
    refuse(`--workers must be a whole number from 1 to 1024; was ${wanted}`);
  }
  return Math.min(batches, wanted ?? (barVariants < worthThreads ? 1 : availableParallelism()));
}

/**
 * This thread and `workers - 1` more, started when there is work. This one begins at once, while the others are
 * still loading. Every thread knows of all tasks, and claims the next whenever it is free: so none waits while another
 * has a queue, and the others need not wait until this one has an ear for them, which it has between two batches.
 */
export function openPool({ job, strategy, data }: PoolRequest, workers: number, io: Io): Pool {
  const start: WorkerStart = { job, data, cwd: io.cwd, next: new Int32Array(new SharedArrayBuffer(4)) };
  const waiting = new Map<number, Waiting>();
  const threads: Worker[] = [];
  let told = 0;
  const settle = (task: number, rows: Float64Array): void => {
    waiting.get(task)?.resolve(rows);
    waiting.delete(task);
  };
  // The first error ends it all: what is not done then is not wanted any more.
  const fail = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const open = (): Worker => openThread(start, { number: threads.length + 1, settle, fail });
  const compute = ownThread(start, strategy, io);
  let working = false;
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    try {
      // A map that is changed while it is walked visits what is added, and not what is deleted before its turn.
      for (const { task } of waiting.values()) {
        if (claim(start.next, task.task)) settle(task.task, await compute(task));
      }
    } catch (error) {
      fail(error);
    } finally {
      working = false;
    }
  };
  return {
    workers,
    evaluate: (scenario, batch) =>
      new Promise((resolve, reject) => {
        const task = { task: told++, scenario, batch };
        waiting.set(task.task, { task, resolve, reject });
        while (threads.length < workers - 1) threads.push(open());
        for (const thread of threads) thread.postMessage(task);
        void work();
      }),
    close: async () => {
      waiting.clear();
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** Computes tasks in this thread, one after the other, so that signals and messages are heard between two. */
function ownThread({ job, data }: WorkerStart, strategy: Strategy, io: Io) {
  let serve: SweepServer | undefined;
  return ({ scenario, batch }: WorkerTask): Promise<Float64Array> =>
    io
      .compute(() => {
        serve ??= serveWalk(job, strategy, data);
        return serve(scenario, batch);
      })
      .catch((error) => {
        throw variantFailure(error, io.cwd);
      });
}

interface Listener {
  readonly number: number;
  readonly settle: (task: number, rows: Float64Array) => void;
  readonly fail: (error: unknown) => void;
}

function openThread(start: WorkerStart, { number, settle, fail }: Listener): Worker {
  const thread = new Worker(join(packageRoot(), "dist/cli/sweep/worker.js"), {
    workerData: start,
    // Flags of this process may be such as no file can be run with.
    execArgv: [],
  });
  thread.on("message", (result: WorkerResult) => {
    if ("rows" in result) settle(result.task, result.rows);
    else fail(failureOf(result));
  });
  const die = (why: string): void => fail(deathOf(`worker ${number}`, why, "what was computed"));
  thread.on("error", (error) => die(error.message));
  thread.on("exit", (code) => die(`it ended with code ${code}`));
  return thread;
}
