import { spawnSync } from "node:child_process";
import { percentile, type Row } from "./harness.ts";

/** Something so short that a sample of it is one call, or a batch of a few. */
export interface Quick {
  readonly name: string;
  readonly unit: string;
  /** Calls in one sample; the time of a sample is divided by them. */
  readonly batch: number;
  readonly samples: number;
  readonly run: () => unknown;
  /** Throws unless the result is right. */
  readonly verify: () => void;
  readonly targetMs?: number;
  /** Bytes that a call allocates in steady state; see {@link bytesPerCall}. */
  readonly bytes?: () => number;
  /** What must happen between samples and is not timed. */
  readonly between?: () => void;
}

/**
 * Times single calls, or small batches, one after the other, and takes what reading the clock costs off each sample:
 * the median of as many samples of nothing.
 */
export function latency(quick: Quick): Row {
  const { name, unit, batch, samples, run, verify, targetMs, bytes, between = () => undefined } = quick;
  const start = performance.now();
  run();
  const coldMs = performance.now() - start;
  between();
  verify();
  for (let k = 0; k < 50_000; k++) {
    run();
    between();
  }
  const clock = percentile(
    sorted(
      sample(
        () => undefined,
        1,
        samples,
        () => undefined,
      ),
    ),
    0.5,
  );
  const times = sorted(sample(run, batch, samples, between)).map((ms) => Math.max(0, ms - clock) / batch);
  const p50Ms = percentile(times, 0.5);
  return {
    name,
    unit,
    units: 1,
    coldMs,
    p50Ms,
    p99Ms: percentile(times, 0.99),
    p999Ms: percentile(times, 0.999),
    maxMs: times[times.length - 1]!,
    samples,
    nsPerUnit: p50Ms * 1e6,
    ...(targetMs !== undefined && { targetMs }),
    ...(bytes && { bytesPerCall: bytes() }),
  };
}

const sorted = (values: Float64Array): number[] => Array.from(values.sort());

function sample(run: () => unknown, batch: number, samples: number, between: () => void): Float64Array {
  const times = new Float64Array(samples);
  for (let k = 0; k < samples; k++) {
    const from = performance.now();
    for (let b = 0; b < batch; b++) run();
    times[k] = performance.now() - from;
    between();
  }
  return times;
}

/** Calls whose allocations are counted. */
const counted = 1_000_000;

/**
 * Bytes that one call allocates in steady state: the growth of the heap over a million calls in a fresh process whose
 * young generation is too large for a collection to come in between. `module` is a `file:` URL of a compiled module,
 * `exportName` one of its exports, which makes what is called.
 */
export function bytesPerCall(module: string, exportName: string): number {
  const script = `const { getHeapStatistics } = await import("node:v8");
    const m = await import(${JSON.stringify(module)});
    const run = m[${JSON.stringify(exportName)}]();
    const many = (calls) => { for (let k = 0; k < calls; k++) run(); };
    for (let k = 0; k < 20; k++) many(20_000); // What compiles meanwhile is not steady state yet.
    const before = getHeapStatistics().used_heap_size;
    for (let k = 0; k < ${counted / 20_000}; k++) many(20_000);
    process.stdout.write(String(getHeapStatistics().used_heap_size - before));`;
  const room = ["--min-semi-space-size=256", "--max-semi-space-size=256"];
  const child = spawnSync(process.execPath, [...room, "--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  if (child.status !== 0)
    throw new Error(`${exportName} of ${module} failed in its own process:\n${child.stderr}`);
  // A few hundred bytes of the measurement itself are no allocation of a call.
  return Math.max(0, Math.round((Number(child.stdout) / counted) * 100) / 100);
}
