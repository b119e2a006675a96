import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compiled, crossStrategy, workshop } from "../../test/cli.ts";

// V8 reads typed arrays more quickly, by a third and more, as long as no ArrayBuffer of an isolate was ever detached:
// handed over by postMessage, or left behind by a WebAssembly memory that grew. It can tell when that is over.
const flag = "--trace-protector-invalidation";
const told = "Invalidating protector cell ArrayBufferDetaching";
const unknown = !spawnSync(process.execPath, ["--v8-options"], { encoding: "utf8" }).stdout.includes(flag);

/** How many threads of a command have detached a buffer. */
function detachingThreads(line: string, cwd: string): number {
  const argv = [flag, compiled(), ...line.split(" ")];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout.split(told).length - 1;
}

describe.skipIf(unknown)(
  `threads that detach no buffer${unknown ? ` (this Node has no ${flag})` : ""}`,
  () => {
    test("those of a sweep", () => {
      const call = "sweep sma-cross --data wavy.csv --param fast=2:20 --param slow=21:40 --workers 2 --json";
      expect(detachingThreads(call, workshop())).toBe(0);
    });

    test("that of a backtest of a TypeScript file, whose types another one strips", () => {
      const cwd = workshop();
      const detach = "const buffer = new ArrayBuffer(8);\nstructuredClone(buffer, { transfer: [buffer] });\n";
      writeFileSync(join(cwd, "detaches.ts"), detach + crossStrategy);
      // The file detaches a buffer in its own thread: which is told once more only if it had detached none before.
      expect(detachingThreads("backtest detaches.ts --data wavy.csv --json --no-report", cwd)).toBe(2);
    });
  },
);
