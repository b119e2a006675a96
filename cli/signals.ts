import { Script } from "node:vm";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";

const signals = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;
type Signal = keyof typeof signals;
const words: Readonly<Record<Signal, string>> = { SIGINT: "interrupted", SIGTERM: "terminated" };
const names = Object.keys(signals) as Signal[];

/** What of a process is needed to hear its signals and to end it. */
export type Signalled = Pick<NodeJS.Process, "on" | "off" | "exit"> & {
  readonly stderr: Pick<NodeJS.WriteStream, "write">;
};

/**
 * Ends a process by the exit code of its signal and says so, whatever listens for "exit" cleaning up. Gives a way to compute:
 * while JavaScript runs without a pause no listener is called, yet a listener takes the signal from the system, so that
 * Ctrl-C would wait for the end of the computation. There an interrupt breaks the computation off and is then heeded as
 * ever, while a termination, and either in the parts of it that are awaited, ends the process at once.
 */
export function heedSignals(target: Signalled): Io["compute"] {
  const onSignal = (signal: Signal): void => {
    target.stderr.write(`bot4: ${words[signal]}\n`);
    target.exit(signals[signal]);
  };
  const ignore = (): void => {
    for (const name of names) target.off(name, onSignal);
  };
  const heed = (): void => {
    ignore();
    for (const name of names) target.on(name, onSignal);
  };
  heed();
  return async (work) => {
    await roundOfEvents();
    ignore();
    try {
      return await breakable(work);
    } catch (error) {
      if (isBroken(error)) onSignal("SIGINT");
      throw error;
    } finally {
      heed();
    }
  };
}

const workKey = Symbol.for("bot4.breakable");
const holder = globalThis as { [workKey]?: (() => unknown) | undefined };
/** Only the run of a script can be broken off by an interrupt; so what is to be computed is called by one. */
const script = new Script('globalThis[Symbol.for("bot4.breakable")]()');

/** Calls it so that an interrupt (SIGINT) breaks it off, though it runs without a pause; see {@link isBroken}. */
function breakable<T>(work: () => T): T {
  const before = holder[workKey];
  holder[workKey] = work;
  try {
    return script.runInThisContext({ breakOnSigint: true }) as T;
  } finally {
    holder[workKey] = before;
  }
}

const isBroken = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";

/** A round of events in which nothing else was done takes less. */
const calmMs = 0.5;
const roundsMax = 20;

/**
 * A signal that came while the program was busy waits for the next round of events; without listeners it would be lost. So
 * would one that comes in the round itself while other events are dealt with: until a round has nothing to do.
 */
async function roundOfEvents(): Promise<void> {
  let calm = false;
  // The first ends the round in which events have been looked for already.
  for (let k = 0; k < 2 || (!calm && k < roundsMax); k++) {
    const begun = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    calm = performance.now() - begun < calmMs;
  }
}
