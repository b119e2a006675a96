import { parentPort, workerData } from "node:worker_threads";
import { createBackoff } from "../engine/ring/backoff.ts";
import { mpmcQueue } from "../engine/ring/mpmc.ts";
import { spscConsumer, spscProducer } from "../engine/ring/spsc.ts";
import { cell, type DrillData, type DrillReport, drillWidth, type Tally } from "./ring-drill.ts";

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

function produce({ counts, sums }: Tally): void {
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
      sums[producer]! += payload;
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

function consume(tally: Tally): void {
  const { counts, sums } = tally;
  const { popMany } = data.kind === "spsc" ? spscConsumer(data.ring) : mpmcQueue(data.ring);
  const { batch } = data;
  const records = new Float64Array(batch * drillWidth);
  const latest = new Int32Array(counts.length).fill(-1);
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
    tally.records += taken;
    for (let r = 0, at = 0; r < taken; r++, at += drillWidth) {
      const producer = records[at]! | 0;
      const sequence = records[at + 1]! | 0;
      const payload = records[at + 2]! | 0;
      const whole =
        payload === payloadOf(producer, sequence) &&
        (records[at + 3]! | 0) === checksumOf(producer, sequence, payload);
      if (!whole) {
        tally.torn++;
        continue;
      }
      // Over one ring between one pair of threads not even a gap may be seen.
      const ahead = (sequence - latest[producer]!) | 0;
      if (data.kind === "spsc" ? ahead !== 1 : ahead <= 0) tally.disordered++;
      latest[producer] = sequence;
      counts[producer]! += 1;
      sums[producer]! += payload;
    }
  }
}

const tally: Tally = {
  records: 0,
  counts: new Int32Array(producersTotal),
  sums: new Int32Array(producersTotal),
  torn: 0,
  disordered: 0,
};
const fromMs = waitForAll();
if (data.role === "producer") produce(tally);
else consume(tally);
const toMs = performance.timeOrigin + performance.now();
parentPort!.postMessage({ ...tally, role: data.role, fromMs, toMs } satisfies DrillReport);
