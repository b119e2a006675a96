import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../package-root.ts";
import type { DailyReports } from "./daily.ts";
import type { ReporterResult, ReporterStart } from "./daily-messages.ts";

/** Reports that are written in a thread of their own. */
export interface DailyThread extends DailyReports {
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (pages: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a thread that writes the reports of the session in a folder, asked for one after the other. */
export function startDailyThread(start: ReporterStart): DailyThread {
  let worker: Worker | undefined;
  let waiting: Waiting | undefined;
  const open = (): Worker => {
    const own = new Worker(join(packageRoot(), "dist/cli/shadow/daily-worker.js"), { workerData: start });
    own.on("message", (result: ReporterResult) => {
      if ("pages" in result) waiting?.resolve(result.pages);
      else waiting?.reject(new Error(result.message));
      waiting = undefined;
    });
    const die = (why: string): void => {
      if (worker !== own) return;
      // Another is started when it is next asked for.
      worker = undefined;
      waiting?.reject(new Error(`the thread that writes it died: ${why}`));
      waiting = undefined;
    };
    own.on("error", (error) => die(error.message));
    own.on("exit", (code) => die(`it ended with code ${code}`));
    return own;
  };
  worker = open();
  return {
    write: (days) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        worker ??= open();
        worker.postMessage(days);
      }),
    close: async () => {
      const own = worker;
      worker = undefined;
      waiting = undefined;
      await own?.terminate();
    },
  };
}
