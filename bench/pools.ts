import type { Row } from "./harness.ts";
import { latency } from "./latency.ts";

/** A first-in first-out store of records with a given number in flight: each call takes the oldest and puts a new one. */
type Turn = () => number;

interface Item {
  id: number;
  price: number;
  quantity: number;
  ts: number;
  filled: number;
  side: number;
}
const width = 6;

const priceOf = (n: number): number => 100 + (n & 1_023) / 8;

/** A fresh object for each record, left to the garbage collector. */
export function freshObjects(inFlight: number): Turn {
  const make = (n: number): Item => ({
    id: n,
    price: priceOf(n),
    quantity: (n & 15) + 0.5,
    ts: n * 0.5,
    filled: 0.25,
    side: n & 1,
  });
  const queue = Array.from({ length: inFlight }, (_, n) => make(n));
  let [head, next] = [0, inFlight];
  return () => {
    const { price, quantity, filled } = queue[head]!;
    queue[head] = make(next++);
    head = head + 1 === inFlight ? 0 : head + 1;
    return price * (quantity - filled);
  };
}

/** Objects made once, taken from a list of free ones and given back to it. */
export function pooledObjects(inFlight: number): Turn {
  const blank = (): Item => ({ id: 0, price: 0.5, quantity: 0.5, ts: 0.5, filled: 0.5, side: 0 });
  const free = Array.from({ length: inFlight + 1 }, blank);
  const take = (n: number): Item => {
    const item = free.pop()!;
    item.id = n;
    item.price = priceOf(n);
    item.quantity = (n & 15) + 0.5;
    item.ts = n * 0.5;
    item.filled = 0.25;
    item.side = n & 1;
    return item;
  };
  const queue = Array.from({ length: inFlight }, (_, n) => take(n));
  let [head, next] = [0, inFlight];
  return () => {
    const item = queue[head]!;
    const value = item.price * (item.quantity - item.filled);
    free.push(item);
    queue[head] = take(next++);
    head = head + 1 === inFlight ? 0 : head + 1;
    return value;
  };
}

/** Records side by side in one typed array: nothing to take, nothing to give back. */
export function typedRecords(inFlight: number): Turn {
  const records = new Float64Array(inFlight * width);
  const write = (at: number, n: number): void => {
    records[at] = n;
    records[at + 1] = priceOf(n);
    records[at + 2] = (n & 15) + 0.5;
    records[at + 3] = n * 0.5;
    records[at + 4] = 0.25;
    records[at + 5] = n & 1;
  };
  for (let n = 0; n < inFlight; n++) write(n * width, n);
  let [head, next] = [0, inFlight];
  return () => {
    const at = head * width;
    const value = records[at + 1]! * (records[at + 2]! - records[at + 4]!);
    write(at, next++);
    head = head + 1 === inFlight ? 0 : head + 1;
    return value;
  };
}

const styles = {
  "fresh objects": freshObjects,
  "pooled objects": pooledObjects,
  "typed array": typedRecords,
};

/** Throws unless all styles give the same, round after round. */
export function verify(): void {
  const turns = Object.values(styles).map((make) => make(100));
  for (let k = 0; k < 1_000; k++) {
    const values = new Set(turns.map((turn) => turn()));
    if (values.size !== 1) throw new Error(`turn ${k} gives ${[...values].join(", ")}`);
  }
}

const sizes = { orders: 10_000, signals: 100_000, ticks: 1_000_000 };

/**
 * Three ways to hold the orders, signals and ticks that are in flight. On two cores of a Xeon under load, nanoseconds of a
 * record at p50 and p99.9 (of batches of 200):
 *
 * | in flight | fresh objects | pooled objects | typed array |
 * |---|---|---|---|
 * | 10k orders | 27, 17,900 | 17, 6,600 | 15, 800 |
 * | 100k signals | 38, 192,500 | 18, 4,500 | 16, 1,700 |
 * | 1M ticks | 38, 129,900 | 19, 20,400 | 22, 460 |
 *
 * A pool beats fresh objects, and a typed array beats a pool at the tail and has no list of free ones to get wrong: what
 * is in flight is held in rings of records (`engine/ring`), and there is no object pool.
 */
export async function poolsBench(): Promise<Row[]> {
  return Object.entries(sizes).flatMap(([noun, inFlight]) =>
    Object.entries(styles).map(([style, make]) => {
      const turn = make(inFlight);
      // A sum in an array: a number that leaves a function would itself be a fresh object.
      const sum = new Float64Array(1);
      const run = () => {
        sum[0] = sum[0]! + turn();
      };
      return latency({
        name: `${inFlight} ${noun}, ${style}`,
        unit: "record",
        batch: 200,
        samples: 15_000,
        run,
        verify,
      });
    }),
  );
}
