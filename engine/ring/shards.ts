import type { Worker } from "node:worker_threads";
import { createBackoff } from "./backoff.ts";
import { type ShardData, shardState } from "./serve-shard.ts";
import { shardOf } from "./shard-of.ts";
import { createSpsc, spscConsumer, spscProducer } from "./spsc.ts";

export interface ShardOptions {
  readonly symbols: readonly string[];
  readonly shards: number;
  /** Values of a tick and of a result; the first of each is the index of the symbol in `symbols`. */
  readonly tickWidth: number;
  readonly resultWidth: number;
  /** Records that each ring holds, a power of two. */
  readonly capacity: number;
  /** Starts a worker with this `workerData`, from a module that calls `serveShard`. */
  readonly start: (workerData: ShardData) => Worker;
  /** Called for each result, in the order of its symbol's ticks. The record is used again after it. */
  readonly onResult: (result: Float64Array) => void;
}

/** Symbols spread over workers, each symbol owned by one: see {@link shardOf}. */
export interface Shards {
  /** Hands a tick to the shard of its symbol. Where its ring is full, takes results until there is room. */
  readonly send: (tick: Float64Array) => void;
  /** Takes the results that are there. */
  readonly poll: () => void;
  /** Lets every shard finish what it was sent, takes all results and ends the workers. Throws what a handler threw. */
  readonly close: () => Promise<void>;
}

interface Shard {
  readonly worker: Worker;
  readonly exited: Promise<void>;
  readonly state: Int32Array;
  readonly push: ReturnType<typeof spscProducer>["tryPush"];
  readonly pop: ReturnType<typeof spscConsumer>["tryPop"];
  error: unknown;
}

/** Pauses of up to a millisecond without room before a shard counts as dead, which a blocked thread is not told. */
const pausesMax = 60_000;

/** Starts one worker for each shard. All memory is allocated here: what is sent and received makes no garbage. */
export function openShards(options: ShardOptions): Shards {
  const { symbols, shards: count, resultWidth, onResult } = options;
  const shards = Array.from({ length: count }, (_, k) =>
    openShard(
      options,
      symbols.filter((symbol) => shardOf(symbol, count) === k),
    ),
  );
  const ownerOf = symbols.map((symbol) => shards[shardOf(symbol, count)]!);
  const result = new Float64Array(resultWidth);
  const backoff = createBackoff();
  const poll = (): void => {
    for (const { pop } of shards) while (pop(result)) onResult(result);
  };
  return {
    poll,
    send: (tick) => {
      const { push, state } = ownerOf[tick[0]!]!;
      while (!push(tick)) {
        if (Atomics.load(state, 0) === shardState.failed)
          throw new Error("a shard failed; close() tells why");
        poll();
        if (backoff.pause() > pausesMax) throw new Error("a shard takes no more ticks");
      }
      backoff.reset();
    },
    close: () => closeShards(shards, poll),
  };
}

function openShard({ tickWidth, resultWidth, capacity, start }: ShardOptions, own: readonly string[]): Shard {
  const ticks = createSpsc(capacity, tickWidth);
  const results = createSpsc(capacity, resultWidth);
  const state = new SharedArrayBuffer(4);
  const worker = start({ symbols: own, ticks, results, state });
  const shard: Shard = {
    worker,
    exited: new Promise((resolve) => worker.once("exit", () => resolve())),
    state: new Int32Array(state),
    push: spscProducer(ticks).tryPush,
    pop: spscConsumer(results).tryPop,
    error: undefined,
  };
  worker.once("error", (error) => {
    shard.error = error;
  });
  return shard;
}

async function closeShards(shards: readonly Shard[], poll: () => void): Promise<void> {
  const { running, stopping } = shardState;
  for (const { state } of shards) Atomics.compareExchange(state, 0, running, stopping);
  let ended = false;
  const exits = Promise.all(shards.map(({ exited }) => exited)).then(() => {
    ended = true;
  });
  // A worker with a full ring of results waits until they are taken.
  while (!ended) {
    poll();
    await Promise.race([exits, new Promise((resolve) => setTimeout(resolve, 1))]);
  }
  poll();
  const failed = shards.find(({ error }) => error !== undefined);
  if (failed) throw failed.error;
}
