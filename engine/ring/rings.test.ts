import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { createMpmc, mpmcQueue } from "./mpmc.ts";
import { type Consumer, header, type Producer } from "./ring.ts";
import { createSpsc, spscConsumer, spscProducer } from "./spsc.ts";

interface Ring {
  readonly name: string;
  readonly create: (capacity: number, width: number) => SharedArrayBuffer;
  readonly open: (buffer: SharedArrayBuffer) => readonly [Producer, Consumer];
  /** Puts the counters of an empty ring to a position, as if so many records had passed. */
  readonly advance: (buffer: SharedArrayBuffer, capacity: number, position: number) => void;
}

const setCounters = (buffer: SharedArrayBuffer, position: number): void => {
  const control = new Int32Array(buffer);
  control[header.pushed] = position;
  control[header.popped] = position;
};

const rings: readonly Ring[] = [
  {
    name: "SPSC",
    create: createSpsc,
    open: (buffer) => [spscProducer(buffer), spscConsumer(buffer)],
    advance: (buffer, _, position) => setCounters(buffer, position),
  },
  {
    name: "MPMC",
    create: createMpmc,
    open: (buffer) => [mpmcQueue(buffer), mpmcQueue(buffer)],
    advance: (buffer, capacity, position) => {
      setCounters(buffer, position);
      const cells = new Int32Array(buffer, header.end * 4, capacity);
      for (let k = 0; k < capacity; k++) cells[(position + k) & (capacity - 1)] = position + k;
    },
  },
];

const step = fc.record({
  action: fc.constantFrom("push", "pop", "pushMany", "popMany", "reopen"),
  count: fc.nat({ max: 40 }),
});

describe.each(rings)("$name ring", (ring) => {
  const { create, open, advance } = ring;

  test("does what a bounded array does, whatever comes in which order, across the wrap of its counters", () => {
    const log = fc.integer({ min: 1, max: 5 });
    const width = fc.integer({ min: 1, max: 4 });
    const start = fc.constantFrom(0, -3, 2 ** 31 - 3, -(2 ** 31));
    const play = (exponent: number, w: number, at: number, steps: { action: string; count: number }[]) => {
      const capacity = 2 ** exponent;
      const buffer = create(capacity, w);
      advance(buffer, capacity, at);
      let [producer, consumer] = open(buffer);
      const model: number[][] = [];
      let next = 0;
      const fresh = (count: number) =>
        Array.from({ length: count }, () => Array.from({ length: w }, () => next++));
      const scratch = new Float64Array(64 * 4).fill(-1);
      const popped = (count: number) =>
        Array.from({ length: count }, (_, r) => Array.from(scratch.subarray(r * w, (r + 1) * w)));
      for (const { action, count } of steps) {
        const room = capacity - model.length;
        if (action === "reopen") [producer, consumer] = open(buffer);
        else if (action === "push") {
          const [record] = fresh(1) as [number[]];
          // Behind one value that is not part of it.
          expect(producer.tryPush(Float64Array.of(-1, ...record), 1)).toBe(room > 0);
          if (room > 0) model.push(record);
        } else if (action === "pushMany") {
          const records = fresh(count);
          const taken = Math.min(count, room);
          expect(producer.pushMany(Float64Array.from(records.flat()), count)).toBe(taken);
          model.push(...records.slice(0, taken));
        } else if (action === "pop") {
          scratch.fill(-1);
          expect(consumer.tryPop(scratch, w)).toBe(model.length > 0);
          expect(popped(2)).toEqual([Array(w).fill(-1), model.shift() ?? Array(w).fill(-1)]);
        } else {
          const wanted = model.splice(0, count);
          expect(consumer.popMany(scratch, count)).toBe(wanted.length);
          expect(popped(wanted.length)).toEqual(wanted);
        }
      }
    };
    fc.assert(fc.property(log, width, start, fc.array(step, { maxLength: 80 }), play), { numRuns: 300 });
  });

  test("keeps each bit of a record, NaN and -0 included", () => {
    const [producer, consumer] = open(create(2, 4));
    producer.tryPush(Float64Array.of(Number.NaN, -0, Number.MIN_VALUE, Number.NEGATIVE_INFINITY));
    const record = new Float64Array(4);
    expect(consumer.tryPop(record)).toBe(true);
    expect([...record]).toEqual([Number.NaN, -0, Number.MIN_VALUE, Number.NEGATIVE_INFINITY]);
  });

  test.each([0, 1, 3, 2.5, -4, 2 ** 31, Number.NaN])("refuses a capacity of %d", (capacity) => {
    expect(() => create(capacity, 1)).toThrow(UserError);
  });

  test.each([0, 1.5, 5_000, Number.NaN])("refuses a width of %d", (width) => {
    expect(() => create(4, width)).toThrow(UserError);
  });

  test("refuses the buffer of another kind", () => {
    for (const other of rings) {
      if (other !== ring) expect(() => open(other.create(4, 1))).toThrow(/not the buffer of an/);
    }
  });
});
