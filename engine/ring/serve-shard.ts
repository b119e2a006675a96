import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../core/errors.ts";
import { createBackoff } from "./backoff.ts";
import { spscConsumer, spscProducer } from "./spsc.ts";

/** What a shard's worker is started with. */
export interface ShardData {
  readonly symbols: readonly string[];
  readonly ticks: SharedArrayBuffer;
  readonly results: SharedArrayBuffer;
  /** One int32; see {@link shardState}. */
  readonly state: SharedArrayBuffer;
}

/** The life of a shard. The owner sets `stopping`, the worker the two after it. */
export const shardState = { running: 0, stopping: 1, done: 2, failed: 3 } as const;

/**
 * Takes one tick, of which the first value is the index of its symbol, and may write one result, of which the first value
 * should be that index too; returns whether it did. Both records are used again for the next call.
 */
export type TickHandler = (tick: Float64Array, result: Float64Array) => boolean;

/**
 * Runs a handler over the ticks of this worker's shard until its owner stops it and none is left. To be called once, by
 * the module that the worker was started from.
 */
export function serveShard(make: (symbols: readonly string[]) => TickHandler): void {
  assert(parentPort !== null, "a shard is served in a worker thread");
  const data = workerData as ShardData;
  const state = new Int32Array(data.state);
  try {
    serve(data, state, make(data.symbols));
    Atomics.store(state, 0, shardState.done);
  } catch (error) {
    Atomics.store(state, 0, shardState.failed);
    throw error;
  }
}

function serve(data: ShardData, state: Int32Array, handle: TickHandler): void {
  const ticks = spscConsumer(data.ticks);
  const results = spscProducer(data.results);
  const tick = new Float64Array(ticks.width);
  const result = new Float64Array(results.width);
  const idle = createBackoff();
  for (;;) {
    // Read before the pop: what was sent before the stop is then still seen.
    const stopping = Atomics.load(state, 0) === shardState.stopping;
    if (ticks.tryPop(tick)) {
      idle.reset();
      if (!handle(tick, result)) continue;
      while (!results.tryPush(result)) idle.pause();
      idle.reset();
    } else if (stopping) return;
    else idle.pause();
  }
}
