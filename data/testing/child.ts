import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** How a child process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running child process. */
export interface Child {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves once the child has written these words to standard output. */
  readonly said: (words: string) => Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts a TypeScript file of this folder in a process of its own. */
export function startChild(script: string, args: readonly string[], prefix: readonly string[] = []): Child {
  const hooks = pathToFileURL(join(import.meta.dirname, "run-ts.mjs")).href;
  const node = [process.execPath, "--import", hooks, join(import.meta.dirname, script), ...args];
  const [command, ...rest] = [...prefix, ...node];
  const child = spawn(command!, rest, { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  let check = () => {};
  child.stdout.on("data", (data) => {
    stdout += data;
    check();
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const ended = new Promise<Ended>((done) =>
    child.on("close", (code, signal) => done({ code, signal, stdout, stderr })),
  );
  const said = (words: string) =>
    new Promise<void>((done, fail) => {
      check = () => {
        if (stdout.includes(words)) done();
      };
      check();
      void ended.then(() => fail(new Error(`the child ended without saying "${words}": ${stderr}`)));
    });
  return { pid: child.pid!, kill: (signal) => child.kill(signal), said, ended };
}
