import type { Worker } from "node:worker_threads";
import { createMpmc } from "../engine/ring/mpmc.ts";
import { createSpsc } from "../engine/ring/spsc.ts";

/** A run of records from some threads to others, each record checked as it comes out. */
export interface DrillOptions {
  readonly kind: "spsc" | "mpmc";
  /** Threads that push and threads that pop: one each over an SPSC ring. */
  readonly producers: number;
  readonly consumers: number;
  /** Producers with a sequence of their own that each pushing thread serves in turn. */
  readonly logical: number;
  readonly capacity: number;
  /** Records that go in and out at once. */
  readonly batch: number;
  /** Ends after this many records of each pushing thread, or after some time, whichever is first. */
  readonly records?: number;
  readonly ms: number;
  /** Starts a worker from the module `ring-worker`. */
  readonly start: (workerData: DrillData) => Worker;
}

/** A record: its producer, the sequence number of that producer, a payload made of both, a checksum of all three. */
export const drillWidth = 4;

/** What a thread of a drill is started with. */
export interface DrillData {
  readonly kind: DrillOptions["kind"];
  readonly role: "producer" | "consumer";
  readonly index: number;
  readonly logical: number;
  readonly batch: number;
  readonly recordsMax: number;
  readonly ring: SharedArrayBuffer;
  /** See {@link cell}. */
  readonly control: SharedArrayBuffer;
  readonly producers: number;
  readonly threads: number;
}

/** Cells of the control: threads that are ready, whether producers shall stop, producers that have ended. */
export const cell = { ready: 0, stop: 1, ended: 2 } as const;

/** What a thread has counted: all records that came out, and by producer how many and the sum of their payloads. */
export interface Tally {
  records: number;
  /** Both modulo 2^32, as are the sequence numbers. */
  readonly counts: Int32Array;
  readonly sums: Int32Array;
  torn: number;
  disordered: number;
}

/** What a thread says at its end. */
export interface DrillReport extends Tally {
  readonly role: DrillData["role"];
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a drill found. */
export interface DrillResult {
  readonly records: number;
  readonly ms: number;
  readonly torn: number;
  /** Records that came out after a later one of their producer, or twice, at one consumer. */
  readonly disordered: number;
  /** Producers whose records did not all come out, each once. */
  readonly incomplete: number;
}

/** Runs a drill to its end. */
export async function drill(options: DrillOptions): Promise<DrillResult> {
  const { kind, producers, consumers, logical, capacity, batch, records, ms, start } = options;
  const ring = kind === "spsc" ? createSpsc(capacity, drillWidth) : createMpmc(capacity, drillWidth);
  const control = new SharedArrayBuffer(12);
  const shared = { kind, logical, batch, recordsMax: records ?? Number.POSITIVE_INFINITY, ring, control };
  const threads = producers + consumers;
  const workers = Array.from({ length: threads }, (_, k) =>
    start({
      ...shared,
      role: k < producers ? "producer" : "consumer",
      index: k < producers ? k : k - producers,
      producers,
      threads,
    }),
  );
  const reports = workers.map(reportOf);
  const state = new Int32Array(control);
  // Threads take a while to start: the time counts from when all are there.
  let readyMs = Number.NaN;
  const watch = setInterval(() => {
    if (Atomics.load(state, cell.ready) < threads) return;
    if (readyMs !== readyMs) readyMs = performance.now();
    if (performance.now() - readyMs >= ms) Atomics.store(state, cell.stop, 1);
  }, 5);
  try {
    return judge(await Promise.all(reports));
  } finally {
    clearInterval(watch);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const reportOf = (worker: Worker): Promise<DrillReport> =>
  new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });

function judge(reports: readonly DrillReport[]): DrillResult {
  const [sent, received] = [totalOf(reports, "producer"), totalOf(reports, "consumer")];
  let incomplete = 0;
  for (let p = 0; p < sent.counts.length; p++) {
    if (sent.counts[p] !== received.counts[p] || sent.sums[p] !== received.sums[p]) incomplete++;
  }
  return {
    records: received.records,
    ms: Math.max(...reports.map(({ toMs }) => toMs)) - Math.min(...reports.map(({ fromMs }) => fromMs)),
    torn: received.torn,
    disordered: received.disordered,
    incomplete,
  };
}

function totalOf(reports: readonly DrillReport[], role: DrillReport["role"]): Tally {
  const length = reports[0]!.counts.length;
  const total: Tally = {
    records: 0,
    counts: new Int32Array(length),
    sums: new Int32Array(length),
    torn: 0,
    disordered: 0,
  };
  for (const report of reports) {
    if (report.role !== role) continue;
    total.records += report.records;
    total.torn += report.torn;
    total.disordered += report.disordered;
    for (let p = 0; p < length; p++) {
      total.counts[p]! += report.counts[p]!;
      total.sums[p]! += report.sums[p]!;
    }
  }
  return total;
}

/** What went wrong in a drill, in words; empty if nothing did. */
export const faultsOf = ({ records, torn, disordered, incomplete }: DrillResult): string =>
  [
    records > 0 ? "" : "no record came out",
    torn > 0 ? `${torn} torn records` : "",
    disordered > 0 ? `${disordered} records out of order` : "",
    incomplete > 0 ? `records of ${incomplete} producers lost or doubled` : "",
  ]
    .filter((fault) => fault !== "")
    .join(", ");
