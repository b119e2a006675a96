import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

/**
 * Ends this process right before the n-th call that changes the file system: as `kill -9` does, or by `exit`, as the
 * command line does on Ctrl-C. Must run before the modules under test are loaded.
 */
export function dieAt(n: number, how: "kill" | "exit"): void {
  let calls = 0;
  for (const name of ["writeFile", "mkdir", "link", "unlink", "rename", "rm", "rmdir", "open"] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        if (++calls === n && how === "exit") process.exit(130);
        if (calls === n) process.kill(process.pid, "SIGKILL");
        return real(...args);
      },
    });
  }
  syncBuiltinESMExports();
}
