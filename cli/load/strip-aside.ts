import { join } from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { packageRoot } from "../package-root.ts";
import { failureOf } from "../worker-failure.ts";
import { stripTypes } from "./user-modules.ts";

/** What the thread that strips starts with. */
export interface StripperStart {
  readonly port: MessagePort;
  /** Set to 1 and notified when an answer lies in the port. */
  readonly answered: Int32Array;
}

/** What it is sent. */
export interface StripperTask {
  readonly path: string;
  readonly source: string;
}

/** What it sends back: JavaScript, or what went wrong, and whether the user can mend it. */
export type StripperResult =
  | { readonly code: string }
  | { readonly message: string; readonly stack: string; readonly user: boolean };

interface Stripper {
  readonly thread: Worker;
  readonly port: MessagePort;
  readonly answered: Int32Array;
}

/** After that the thread is taken for dead, and types are stripped here. */
const patienceMs = 10_000;
let stripper: Stripper | undefined;
let dead = false;

/**
 * What {@link stripTypes} gives, from a thread of its own that this one waits for. The stripper is WebAssembly whose memory
 * grows, and that detaches the buffer it had before: a thread in which this happened once reads every typed array more
 * slowly ever after, by as much as half. Call {@link endStripping} after the last file.
 */
export function stripAside(path: string, source: string): string {
  if (dead) return stripTypes(path, source);
  stripper ??= openStripper();
  const { port, answered } = stripper;
  Atomics.store(answered, 0, 0);
  port.postMessage({ path, source } satisfies StripperTask);
  dead = Atomics.wait(answered, 0, 0, patienceMs) === "timed-out";
  if (dead) return stripTypes(path, source);
  const result = receiveMessageOnPort(port)!.message as StripperResult;
  if ("code" in result) return result.code;
  throw failureOf(result);
}

/** Lets the thread go. */
export function endStripping(): void {
  stripper?.port.close();
  stripper?.thread.terminate();
  stripper = undefined;
}

function openStripper(): Stripper {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(join(packageRoot(), "dist/cli/load/strip-worker.js"), {
    workerData: { port: port2, answered } satisfies StripperStart,
    transferList: [port2],
    // Flags of this process may be such as no file can be run with.
    execArgv: [],
  });
  thread.unref();
  return { thread, port: port1, answered };
}
