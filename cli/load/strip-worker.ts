import { workerData } from "node:worker_threads";
import { UserError } from "../../engine/core/errors.ts";
import type { StripperResult, StripperStart, StripperTask } from "./strip-aside.ts";
import { stripTypes } from "./user-modules.ts";

// The thread that strips types, see strip-aside.ts: it computes nothing else.

const { port, answered } = workerData as StripperStart;
port.on("message", ({ path, source }: StripperTask) => {
  port.postMessage(answer(path, source));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});

function answer(path: string, source: string): StripperResult {
  try {
    return { code: stripTypes(path, source) };
  } catch (error) {
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    return { message, stack, user: error instanceof UserError };
  }
}
