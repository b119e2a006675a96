import { discardUnfinishedRuns } from "../data/runs.ts";
import { exitCodes } from "./exit-codes.ts";
import { systemWords } from "./explain.ts";
import type { Io } from "./io.ts";
import { heedSignals, type Signalled } from "./signals.ts";

/** What of a process a command line needs. */
export interface Target extends Signalled {
  readonly cwd: () => string;
  readonly env: Io["env"];
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** A process as a command sees it. */
function ioOf({ cwd, env, stdout, stderr }: Target, compute: Io["compute"]): Io {
  return {
    cwd: cwd(),
    env,
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    columns: stdout.columns ?? 110,
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb",
    terminal: stderr.isTTY === true,
    compute,
  };
}

/**
 * Ends a process that cannot print. A reader that has seen enough, such as `head`, closes the pipe: that is no error;
 * a full disk is one of the user's.
 */
function endOnBrokenOutput(target: Target): void {
  for (const name of ["stdout", "stderr"] as const) {
    target[name].on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return target.exit(exitCodes.ok);
      const words = systemWords(error);
      if (words === undefined) throw error;
      if (name === "stdout") target.stderr.write(`bot4: cannot write the result: ${words}\n`);
      target.exit(exitCodes.badInput);
    });
  }
}

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write("", () => resolve());
  });

/** Runs one command line as a process, this one unless told, to its end. */
export async function runProcess(argv: readonly string[], target: Target = process): Promise<void> {
  // Deep enough to find the user's line below the frames of the pipeline.
  Error.stackTraceLimit = 50;
  const compute = heedSignals(target);
  endOnBrokenOutput(target);
  target.on("exit", discardUnfinishedRuns);
  const { main } = await import("./main.ts");
  const code = await main(argv, ioOf(target, compute));
  await Promise.all([flushed(target.stdout), flushed(target.stderr)]);
  // Pools of workers and connections of libraries must not keep a finished command alive.
  target.exit(code);
}
