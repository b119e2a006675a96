import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

/**
 * Kills this process as `kill -9` does, right before the n-th call that changes the file system.
 * Must run before the modules under test are loaded.
 */
export function dieAt(n: number): void {
  let calls = 0;
  for (const name of ["writeFile", "mkdir", "link", "unlink", "rename", "rm", "rmdir", "open"] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        if (++calls === n) process.kill(process.pid, "SIGKILL");
        return real(...args);
      },
    });
  }
  syncBuiltinESMExports();
}
