import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { createSpsc, spscConsumer, spscProducer } from "../engine/ring/spsc.ts";
import { percentile, type Row } from "./harness.ts";
import { latency } from "./latency.ts";
import { type DrillOptions, drill, faultsOf } from "./ring-drill.ts";

/** Starts a thread of a drill from the module that the build has put beside this one. */
export const startDrillWorker: DrillOptions["start"] = (workerData) =>
  new Worker(new URL("./ring-worker.js", import.meta.url), { workerData });

type Sizes = Omit<DrillOptions, "start" | "ms">;

interface Timed {
  readonly name: string;
  readonly sizes: Sizes;
  /** The same beside it, in turn. */
  readonly reference?: { readonly name: string; readonly sizes: Sizes };
  readonly perSecond?: number;
}

const rounds = 3;

/** Nanoseconds of a record through a ring, threads started anew for each sample. Throws for a record lost or torn. */
async function nsPerRecord(sizes: Sizes): Promise<number> {
  const result = await drill({ ...sizes, ms: 300, start: startDrillWorker });
  const faults = faultsOf(result);
  if (faults !== "") throw new Error(`${sizes.kind} ring: ${faults}`);
  return (result.ms * 1e6) / result.records;
}

/** A million records through a ring: rows of a throughput count in millions, as the clock cannot see one. */
async function throughput({ name, sizes, reference, perSecond }: Timed): Promise<Row> {
  const units = 1_000_000;
  const samples: number[] = [];
  const ratios: number[] = [];
  const others: number[] = [];
  for (let k = 0; k < rounds; k++) {
    const ns = await nsPerRecord(sizes);
    samples.push(ns);
    if (!reference) continue;
    const other = await nsPerRecord(reference.sizes);
    others.push(other);
    ratios.push(ns / other);
  }
  const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
  const at = (p: number) => percentile(sorted(samples), p);
  return {
    name,
    unit: "record",
    units,
    coldMs: samples[0]!,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    samples: rounds,
    nsPerUnit: at(0.5),
    ...(reference && {
      reference: reference.name,
      referenceMs: percentile(sorted(others), 0.5),
      ratio: percentile(sorted(ratios), 0.5),
    }),
    ...(perSecond !== undefined && { targetMs: (units / perSecond) * 1e3 }),
  };
}

const spsc = { kind: "spsc", producers: 1, consumers: 1, logical: 1, capacity: 65_536 } as const;

/** As many logical producers in all, over as many threads as there are cores on either side. */
const mpmc = (threads: number, logical: number): Sizes => ({
  kind: "mpmc",
  producers: threads,
  consumers: threads,
  logical: Math.ceil(logical / threads),
  capacity: 4_096,
  batch: 1,
});

/** One push and one pop in one thread: the instructions alone. */
function pushAndPop(): () => boolean {
  const buffer = createSpsc(1_024, 4);
  const [{ tryPush }, { tryPop }] = [spscProducer(buffer), spscConsumer(buffer)];
  const [from, into] = [Float64Array.of(1, 2, 3, 4), new Float64Array(4)];
  return () => tryPush(from) && tryPop(into);
}

/** Rings between threads. Every record carries a sequence number and a checksum, and both are checked as it comes out. */
export async function ringBench(): Promise<Row[]> {
  const cores = availableParallelism();
  const alone = { name: "1 logical producer a thread", sizes: mpmc(cores, cores) };
  return [
    latency({
      name: "SPSC, one push and pop in one thread",
      unit: "record",
      batch: 100,
      samples: 20_000,
      run: pushAndPop(),
      verify: () => {
        if (!pushAndPop()()) throw new Error("a record did not pass");
      },
    }),
    await throughput({
      name: "SPSC, two threads, batches of 64",
      sizes: { ...spsc, batch: 64 },
      perSecond: 20e6,
    }),
    await throughput({ name: "SPSC, two threads, one by one", sizes: { ...spsc, batch: 1 } }),
    await throughput({ name: "MPMC, one thread each side", sizes: mpmc(1, 1) }),
    await throughput({ name: "MPMC, 64 logical producers", sizes: mpmc(cores, 64), reference: alone }),
    await throughput({ name: "MPMC, 256 logical producers", sizes: mpmc(cores, 256), reference: alone }),
    await throughput({
      name: "MPMC, twice the threads of the cores",
      sizes: mpmc(2 * cores, 256),
      reference: { name: "one thread each side", sizes: mpmc(1, 1) },
    }),
  ];
}
