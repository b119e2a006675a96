import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { UserError } from "../../engine/core/errors.ts";
import type { FoldFit } from "../../research/ml/train/fit-fold.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { packageRoot } from "../package-root.ts";
import type { TrainerResult, TrainerStart, TrainerTask } from "./messages.ts";

/** Fits folds, as many at a time as it has workers. */
export interface TrainerPool {
  readonly workers: number;
  readonly fit: (rows: TrainerTask) => Promise<FoldFit>;
  readonly close: () => Promise<void>;
}

/** This thread alone: no start of another, and the same fits. */
export function ownTrainer({ table, job }: TrainerStart, io: Io): TrainerPool {
  return {
    workers: 1,
    fit: async (rows) => {
      const { fitFold } = await import("../../research/ml/train/fit-fold.ts");
      return io.compute(() => fitFold(table, job, rows));
    },
    close: async () => {},
  };
}

/** Threads of their own, each started when there is work for it. A fold is asked for only when one is free. */
export function trainers(start: TrainerStart, workers: number): TrainerPool {
  const idle: Worker[] = [];
  const all: Worker[] = [];
  const open = (): Worker => {
    const worker = new Worker(join(packageRoot(), "dist/cli/train/worker.js"), { workerData: start });
    worker.setMaxListeners(0);
    all.push(worker);
    return worker;
  };
  return {
    workers,
    fit: (rows) =>
      new Promise((resolve, reject) => {
        const worker = idle.pop() ?? open();
        const number = all.indexOf(worker) + 1;
        const settle = (act: () => void): void => {
          worker.removeAllListeners();
          // What comes after the answer is nobody's concern.
          worker.on("error", () => {});
          act();
        };
        worker.on("message", (result: TrainerResult) =>
          settle(() => {
            idle.push(worker);
            if ("fit" in result) resolve(result.fit);
            else reject(failureOf(result));
          }),
        );
        worker.on("error", (error) => settle(() => reject(deathOf(number, error.message))));
        worker.on("exit", (code) => settle(() => reject(deathOf(number, `it ended with code ${code}`))));
        worker.postMessage(rows);
      }),
    close: async () => {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}

function failureOf(result: Exclude<TrainerResult, { readonly fit: FoldFit }>): Error {
  if (result.user) return new UserError(result.message);
  return Object.assign(new Error(result.message), { stack: result.stack });
}

/** A thread that is gone is no mistake of the user, but nothing of ours to mend either: memory ran out, most likely. */
const deathOf = (number: number, why: string): Error =>
  Object.assign(
    new UserError(
      `worker ${number} of the training died: ${why}; what was trained is kept, and the same command goes on from there`,
    ),
    { exitCode: exitCodes.bug },
  );
