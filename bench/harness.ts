import { availableParallelism, cpus, totalmem } from "node:os";

/** Something timed: called again and again, each call doing `units` units of work. */
export interface Subject {
  readonly name: string;
  /** What the work is counted in, such as "bar"; a nanosecond figure per unit is printed for it. */
  readonly unit?: string;
  readonly units?: number;
  /** Does the work and returns what it found, so that the compiler cannot drop it. May be asynchronous. */
  readonly run: () => unknown;
  /** Throws unless the subject's result is right; no time of a wrong result is ever printed. */
  readonly verify: () => void | Promise<void>;
  /** The same work done another way, timed alternately with the subject in the same process. */
  readonly reference?: { readonly name: string; readonly run: () => unknown };
  /** A figure measured elsewhere, for the reader only: machines differ, so nothing is judged by it. */
  readonly peer?: { readonly name: string; readonly ms: number };
  /** What the project wants, in milliseconds a call; printed, never judged, because machines differ. */
  readonly targetMs?: number;
  /** Wall time to spend on the warm samples, in milliseconds. */
  readonly budgetMs?: number;
  /** Peak resident memory of a process of its own that does the work once; see `bench/memory.ts`. */
  readonly peakMiB?: () => number;
}

/** One line of a benchmark's table. Times are milliseconds of one call of the subject. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly units: number;
  /** The first call in this process, before any compilation. */
  readonly coldMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Only where there are samples enough to tell. */
  readonly p999Ms?: number;
  readonly maxMs: number;
  readonly samples: number;
  /** Median nanoseconds of one unit of work. */
  readonly nsPerUnit: number;
  readonly reference?: string;
  readonly referenceMs?: number;
  /** Median ratio of a sample to the reference's beside it: the only figure that a check judges. */
  readonly ratio?: number;
  readonly peer?: string;
  readonly peerMs?: number;
  readonly targetMs?: number;
  readonly peakMiB?: number;
  /** Bytes that one call allocates in steady state. */
  readonly bytesPerCall?: number;
}

const elapsed = async (run: () => unknown, calls: number): Promise<number> => {
  const start = process.hrtime.bigint();
  for (let k = 0; k < calls; k++) {
    const result = run();
    // Awaiting a plain value costs a turn of the event loop, which would drown work of nanoseconds.
    if (result instanceof Promise) await result;
  }
  return Number(process.hrtime.bigint() - start) / 1e6;
};

/** The value below which a share `p` of the sorted samples lies (nearest rank). */
export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

const rising = (samples: readonly number[]): number[] => [...samples].sort((a, b) => a - b);

/** Samples last this long at least, so that the clock resolves them. */
const sampleMsMin = 0.5;

/** Calls that make a sample as long as asked. */
const callsFor = (sampleMs: number, oneMs: number): number =>
  Math.max(1, Math.min(1_000_000, Math.round(sampleMs / Math.max(oneMs, 1e-6))));

/**
 * Times a subject: the first call, which only a fresh process can show and so comes before the verification; then
 * verifies the result; then samples subject and reference in turn, in samples of one length, so that what disturbs the
 * machine disturbs both. At least 5 samples, at most 200.
 */
export async function measure(subject: Subject): Promise<Row> {
  const { name, unit = "call", units = 1, run, reference, peer, targetMs, budgetMs = 1_000 } = subject;
  const coldMs = await elapsed(run, 1);
  await subject.verify();
  const warmMs = await warmUp(run, coldMs, budgetMs);
  const referenceWarmMs = reference ? await warmUp(reference.run, coldMs, budgetMs) : 0;
  // A sample that fits between two interruptions looks faster than one that does not.
  const sampleMs = Math.max(sampleMsMin, warmMs, referenceWarmMs);
  const calls = callsFor(sampleMs, warmMs);
  const referenceCalls = callsFor(sampleMs, referenceWarmMs);
  const samples: number[] = [];
  const referenceSamples: number[] = [];
  const end = process.hrtime.bigint() + BigInt(Math.round(budgetMs * 1e6));
  while (samples.length < 5 || (samples.length < 200 && process.hrtime.bigint() < end)) {
    samples.push((await elapsed(run, calls)) / calls);
    if (reference) referenceSamples.push((await elapsed(reference.run, referenceCalls)) / referenceCalls);
  }
  const sorted = rising(samples);
  const ratios = rising(samples.map((sample, i) => sample / referenceSamples[i]!));
  const p50Ms = percentile(sorted, 0.5);
  const referenceMs = percentile(rising(referenceSamples), 0.5);
  return {
    name,
    unit,
    units,
    coldMs,
    p50Ms,
    p99Ms: percentile(sorted, 0.99),
    maxMs: sorted[sorted.length - 1]!,
    samples: sorted.length,
    nsPerUnit: (p50Ms * 1e6) / units,
    ...(reference && { reference: reference.name, referenceMs, ratio: percentile(ratios, 0.5) }),
    ...(peer && { peer: peer.name, peerMs: peer.ms }),
    ...(targetMs !== undefined && { targetMs }),
    ...(subject.peakMiB && { peakMiB: subject.peakMiB() }),
  };
}

/** Calls until the compiler has settled (a quarter of the budget) and returns the time of the last call. */
async function warmUp(run: () => unknown, coldMs: number, budgetMs: number): Promise<number> {
  const end = process.hrtime.bigint() + BigInt(Math.round(budgetMs * 0.25e6));
  let last = coldMs;
  for (let k = 0; k < 3 || (k < 1_000 && process.hrtime.bigint() < end); k++) last = await elapsed(run, 1);
  return last;
}

/** The machine in a line: every figure belongs to one. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  return `${model}, ${availableParallelism()} cores, ${gib} GiB, node ${process.version}, ${process.platform} ${process.arch}`;
}
