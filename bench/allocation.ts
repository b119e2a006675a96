import { spawnSync } from "node:child_process";

/** What a process of its own allocated over many calls in steady state. */
export interface Allocation {
  readonly calls: number;
  readonly bytesPerCall: number;
  /** Garbage collections that came in between. */
  readonly collections: number;
}

/**
 * Counts what `calls` calls allocate in a fresh process, after as many as the compiler needs to settle: the growth of the
 * heap between one collection and the next, summed. `module` is a `file:` URL of a compiled module, `exportName` one of
 * its exports, which makes what is called.
 */
export function allocation(module: string, exportName: string, calls: number): Allocation {
  const script = `const { getHeapStatistics, GCProfiler } = await import("node:v8");
    const m = await import(${JSON.stringify(module)});
    const run = m[${JSON.stringify(exportName)}]();
    const many = (calls) => { for (let k = 0; k < calls; k++) run(); };
    for (let k = 0; k < 20; k++) many(20_000);
    const profiler = new GCProfiler();
    profiler.start();
    let from = getHeapStatistics().used_heap_size;
    many(${calls});
    const to = getHeapStatistics().used_heap_size;
    const { statistics } = profiler.stop();
    let bytes = 0;
    for (const { beforeGC, afterGC } of statistics) {
      bytes += beforeGC.heapStatistics.usedHeapSize - from;
      from = afterGC.heapStatistics.usedHeapSize;
    }
    process.stdout.write(JSON.stringify([bytes + to - from, statistics.length]));`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  if (child.status !== 0)
    throw new Error(`${exportName} of ${module} failed in its own process:\n${child.stderr}`);
  const [bytes, collections] = JSON.parse(child.stdout) as [number, number];
  // A few kilobytes of the measurement itself are no allocation of a call.
  return { calls, bytesPerCall: Math.max(0, Math.round((bytes / calls) * 100) / 100), collections };
}
