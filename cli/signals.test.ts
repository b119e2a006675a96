import { EventEmitter } from "node:events";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { freshFolder } from "../test/cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { runProcess, type Target } from "./process.ts";
import { heedSignals, type Signalled } from "./signals.ts";

function fakeProcess() {
  const codes: number[] = [];
  const emitter = new EventEmitter();
  const said: string[] = [];
  const target = Object.assign(emitter, {
    exit: (code: number) => codes.push(code),
    stderr: { write: (text: string) => said.push(text) },
  });
  return { codes, said, target: target as unknown as Signalled & EventEmitter };
}

describe("heedSignals", () => {
  test("ends by the exit code of the signal, and says so", () => {
    const { codes, said, target } = fakeProcess();
    heedSignals(target);
    target.emit("SIGINT", "SIGINT");
    target.emit("SIGTERM", "SIGTERM");
    expect(codes).toEqual([exitCodes.interrupted, exitCodes.terminated]);
    expect(said).toEqual(["bot4: interrupted\n", "bot4: terminated\n"]);
  });

  test("leaves signals to the system while a computation runs, and takes them again after it", async () => {
    const { target } = fakeProcess();
    const compute = heedSignals(target);
    const heard = () => target.listenerCount("SIGINT");
    expect(await compute(heard)).toBe(0);
    expect(heard()).toBe(1);
    const failing = compute(() => {
      throw new Error("x");
    });
    await expect(failing).rejects.toThrow("x");
    expect(heard()).toBe(1);
    const pending = compute(() => Promise.resolve().then(heard));
    expect(await pending).toBe(0);
    expect(heard()).toBe(1);
  });
});

test("an interrupt breaks off a computation that never ends, and is heeded", async () => {
  const { codes, said, target } = fakeProcess();
  const endless = (): never => {
    process.kill(process.pid, "SIGINT");
    for (;;);
  };
  await expect(heedSignals(target)(endless)).rejects.toThrow("SIGINT");
  expect(codes).toEqual([exitCodes.interrupted]);
  expect(said).toEqual(["bot4: interrupted\n"]);
  expect(target.listenerCount("SIGINT")).toBe(1);
});

test("a signal that came while the program was busy is heard before a computation begins", async () => {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  const codes: (number | string | null | undefined)[] = [];
  const target = {
    on: process.on.bind(process),
    off: process.off.bind(process),
    exit: (code?: number | string | null) => codes.push(code),
    stderr: { write: () => true },
  };
  const compute = heedSignals(target as unknown as Signalled);
  process.kill(process.pid, "SIGINT");
  expect(codes).toEqual([]);
  expect(await compute(() => [...codes])).toEqual([exitCodes.interrupted]);
  for (const signal of signals) {
    for (const listener of process.listeners(signal))
      if (!before.has(listener)) process.off(signal, listener);
  }
});

describe("runProcess", () => {
  const target = (isTTY: boolean) => {
    const { codes, target } = fakeProcess();
    const written = { stdout: "", stderr: "" };
    const streamOf = (name: keyof typeof written) =>
      Object.assign(
        new Writable({
          write: (chunk, _encoding, done) => {
            written[name] += chunk;
            done();
          },
        }),
        { isTTY },
      );
    const streams = { stdout: streamOf("stdout"), stderr: streamOf("stderr") };
    const cwd = freshFolder();
    Object.assign(target, { cwd: () => cwd, env: {}, ...streams });
    return { codes, written, target: target as unknown as Target };
  };

  test("runs a command to its end and gives its exit code", async () => {
    const limit = Error.stackTraceLimit;
    const good = target(true);
    await runProcess(["ops", "ema"], good.target);
    expect(good.codes).toEqual([exitCodes.ok]);
    expect(good.written.stdout).toContain("\x1b[1mema");
    const bad = target(false);
    await runProcess(["frob"], bad.target);
    expect(bad.codes).toEqual([exitCodes.badInput]);
    expect(bad.written.stderr).toContain('unknown command "frob"');
    Error.stackTraceLimit = limit;
  });

  test("a full disk behind standard output is the user's to mend", async () => {
    const limit = Error.stackTraceLimit;
    const { codes, written, target: full } = target(false);
    await runProcess(["runs"], full);
    full.stdout.emit("error", Object.assign(new Error("x"), { code: "ENOSPC", syscall: "write" }));
    expect(codes).toEqual([exitCodes.ok, exitCodes.badInput]);
    expect(written.stderr).toBe("bot4: cannot write the result: no space left on the disk\n");
    Error.stackTraceLimit = limit;
  });

  test("a closed pipe ends it quietly, any other error of a stream does not", async () => {
    const limit = Error.stackTraceLimit;
    const { codes, target: piped } = target(false);
    await runProcess(["runs"], piped);
    piped.stdout.emit("error", Object.assign(new Error("x"), { code: "EPIPE" }));
    expect(codes).toEqual([exitCodes.ok, exitCodes.ok]);
    expect(() => piped.stdout.emit("error", new Error("other"))).toThrow("other");
    Error.stackTraceLimit = limit;
  });
});
