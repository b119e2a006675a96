import { discardUnfinishedRuns } from "../data/runs.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";

const signals = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;
type Signal = keyof typeof signals;

function onSignal(signal: Signal): void {
  // What is half-written is removed by the listeners of "exit".
  process.exit(signals[signal]);
}

function ignoreSignals(): void {
  for (const signal of Object.keys(signals)) process.off(signal, onSignal);
}

function listen(): void {
  ignoreSignals();
  for (const signal of Object.keys(signals)) process.on(signal, onSignal);
}

/**
 * While JavaScript computes without a pause no listener is called, and a listener takes the signal from the system:
 * Ctrl-C would wait for the end of the computation. Without listeners the process ends at once.
 */
function compute<T>(work: () => T): T {
  ignoreSignals();
  let result: T | undefined;
  try {
    result = work();
    return result instanceof Promise ? (result.finally(listen) as T) : result;
  } finally {
    if (!(result instanceof Promise)) listen();
  }
}

/** The process as a command sees it. */
function processIo(): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    columns: process.stdout.columns ?? 110,
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
    terminal: process.stderr.isTTY === true,
    compute,
  };
}

/** A reader that has seen enough, such as `head`, closes the pipe: that is no error. */
function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(exitCodes.ok);
      throw error;
    });
  }
}

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write("", () => resolve());
  });

/** Runs one command line as this process, to its end. */
export async function runProcess(argv: readonly string[]): Promise<never> {
  // Deep enough to find the user's line below the frames of the pipeline.
  Error.stackTraceLimit = 50;
  listen();
  endQuietlyOnClosedPipe();
  process.on("exit", discardUnfinishedRuns);
  const { main } = await import("./main.ts");
  const code = await main(argv, processIo());
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // Pools of workers and connections of libraries must not keep a finished command alive.
  process.exit(code === exitCodes.ok ? (process.exitCode ?? code) : code);
}
