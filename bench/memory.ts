import { spawnSync } from "node:child_process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * JavaScript that gives the peak resident memory of its process in KiB. On Linux it is read where it belongs to the
 * program: what the system reports of a child (maxRSS) begins with the peak of the process that started it.
 */
export const peakKiB = `(() => {
  try {
    const status = process.getBuiltinModule("node:fs").readFileSync("/proc/self/status", "utf8");
    return Number(/VmHWM:\\s+(\\d+)/.exec(status)[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
})()`;

/**
 * Peak resident memory, in MiB, of a fresh process that imports a compiled module and calls one of its exports once.
 * `module` is a `file:` URL such as `import.meta.url` of a benchmark under `dist/`.
 */
export function peakMemory(module: string, exportName: string, ...args: readonly string[]): number {
  const script = `const m = await import(${JSON.stringify(module)});
    await m[${JSON.stringify(exportName)}](...${JSON.stringify(args)});
    process.stdout.write(String(${peakKiB}));`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  if (child.status !== 0)
    throw new Error(`${exportName} of ${module} failed in its own process:\n${child.stderr}`);
  return Number(child.stdout) / 1024;
}

/** Collects garbage: shared columns of a finished read do not press the collector, and would pile up by the gigabyte. */
export function collect(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}
