import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { FoldFit } from "../../research/ml/train/fit-fold.ts";
import type { Io } from "../io.ts";
import { packageRoot } from "../package-root.ts";
import { deathOf, failureOf } from "../worker-failure.ts";
import type { TrainerResult, TrainerStart, TrainerTask } from "./messages.ts";

/** Fits folds, as many at a time as it has workers. */
export interface TrainerPool {
  readonly workers: number;
  readonly train: (rows: TrainerTask) => Promise<FoldFit>;
  readonly close: () => Promise<void>;
}

/** This thread alone: no start of another, and the same fits. */
export function ownTrainer({ table, job }: TrainerStart, io: Io): TrainerPool {
  return {
    workers: 1,
    train: async (rows) => {
      const { fitFold } = await import("../../research/ml/train/fit-fold.ts");
      return io.compute(() => fitFold(table, job, rows));
    },
    close: async () => {},
  };
}

interface Waiting {
  readonly resolve: (fit: FoldFit) => void;
  readonly reject: (error: unknown) => void;
}

/** Threads of their own, each started when there is work for it. A fold is asked for only when one is free. */
export function trainers(start: TrainerStart, workers: number): TrainerPool {
  const idle: Worker[] = [];
  const all: Worker[] = [];
  const busy = new Map<Worker, Waiting>();
  const open = (): Worker => {
    const worker = new Worker(join(packageRoot(), "dist/cli/train/worker.js"), { workerData: start });
    const number = all.push(worker);
    worker.on("message", (result: TrainerResult) => {
      const waiting = busy.get(worker);
      busy.delete(worker);
      idle.push(worker);
      if ("fit" in result) waiting?.resolve(result.fit);
      else waiting?.reject(failureOf(result));
    });
    const die = (why: string): void => {
      busy.get(worker)?.reject(deathOf(`worker ${number} of the training`, why, "what was trained"));
      busy.delete(worker);
    };
    worker.on("error", (error) => die(error.message));
    worker.on("exit", (code) => die(`it ended with code ${code}`));
    return worker;
  };
  return {
    workers,
    train: (rows) =>
      new Promise((resolve, reject) => {
        const worker = idle.pop() ?? open();
        busy.set(worker, { resolve, reject });
        worker.postMessage(rows);
      }),
    close: async () => {
      busy.clear();
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}
