import { parentPort, workerData } from "node:worker_threads";
import { createBackoff } from "../engine/ring/backoff.ts";
import { mpmcQueue } from "../engine/ring/mpmc.ts";
import { spscConsumer, spscProducer } from "../engine/ring/spsc.ts";
import { cell, type DrillData, type DrillReport, drillWidth } from "./ring-drill.ts";

const data = workerData as DrillData;
const state = new Int32Array(data.control);
const producersTotal = data.producers * data.logical;

/** A payload that only its producer and sequence number have. */
const payloadOf = (producer: number, sequence: number): number =>
  Math.imul(sequence ^ Math.imul(producer + 1, 0x9e3779b1), 0x85ebca6b) | 0;
const checksumOf = (producer: number, sequence: number, payload: number): number =>
  (Math.imul(producer + 7, 31) ^ Math.imul(sequence, 17) ^ payload) | 0;

/** All threads begin at once. */
function waitForAll(): number {
  Atomics.add(state, cell.ready, 1);
  const backoff = createBackoff();
  while (Atomics.load(state, cell.ready) < data.threads) backoff.pause();
  return performance.timeOrigin + performance.now();
}

function produce(counts: Float64Array, sums: Int32Array): void {
  const { pushMany } = data.kind === "spsc" ? spscProducer(data.ring) : mpmcQueue(data.ring);
  const { batch, logical, recordsMax } = data;
  const records = new Float64Array(batch * drillWidth);
  const backoff = createBackoff();
  const first = data.index * logical;
  let turn = 0;
  for (let sent = 0; sent < recordsMax && Atomics.load(state, cell.stop) === 0; sent += batch) {
    for (let r = 0, at = 0; r < batch; r++, at += drillWidth) {
      const producer = first + turn;
      const sequence = counts[producer]!;
      const payload = payloadOf(producer, sequence);
      records[at] = producer;
      records[at + 1] = sequence;
      records[at + 2] = payload;
      records[at + 3] = checksumOf(producer, sequence, payload);
      counts[producer] = sequence + 1;
      sums[producer] = (sums[producer]! + payload) | 0;
      turn = turn + 1 === logical ? 0 : turn + 1;
    }
    let left = batch;
    for (;;) {
      const taken = pushMany(records, left);
      left -= taken;
      if (left === 0) break;
      if (taken > 0) records.copyWithin(0, taken * drillWidth);
      backoff.pause();
    }
    backoff.reset();
  }
  Atomics.add(state, cell.ended, 1);
}

interface Faults {
  torn: number;
  disordered: number;
}

function consume(counts: Float64Array, sums: Int32Array, faults: Faults): void {
  const { popMany } = data.kind === "spsc" ? spscConsumer(data.ring) : mpmcQueue(data.ring);
  const { batch } = data;
  const records = new Float64Array(batch * drillWidth);
  const latest = new Float64Array(counts.length).fill(-1);
  const backoff = createBackoff();
  for (;;) {
    // Read before the pop: what was pushed before the end is then still seen.
    const ended = Atomics.load(state, cell.ended) === data.producers;
    const taken = popMany(records, batch);
    if (taken === 0) {
      if (ended) return;
      backoff.pause();
      continue;
    }
    backoff.reset();
    for (let r = 0, at = 0; r < taken; r++, at += drillWidth) {
      const producer = records[at]!;
      const sequence = records[at + 1]!;
      const payload = records[at + 2]!;
      if (
        payload !== payloadOf(producer, sequence) ||
        records[at + 3] !== checksumOf(producer, sequence, payload)
      ) {
        faults.torn++;
        continue;
      }
      // One ring and one pair of threads: then not even a gap may be seen.
      if (data.kind === "spsc" ? sequence !== latest[producer]! + 1 : sequence <= latest[producer]!)
        faults.disordered++;
      latest[producer] = sequence;
      counts[producer] = counts[producer]! + 1;
      sums[producer] = (sums[producer]! + payload) | 0;
    }
  }
}

const counts = new Float64Array(producersTotal);
const sums = new Int32Array(producersTotal);
const faults: Faults = { torn: 0, disordered: 0 };
const fromMs = waitForAll();
if (data.role === "producer") produce(counts, sums);
else consume(counts, sums, faults);
const toMs = performance.timeOrigin + performance.now();
parentPort!.postMessage({ role: data.role, fromMs, toMs, counts, sums, ...faults } satisfies DrillReport);
