import { describe, expect, test } from "vitest";
import { type DrillOptions, drill, faultsOf } from "../../bench/ring-drill.ts";
import { startWorker } from "./testing/worker.ts";

const start: DrillOptions["start"] = (data) => startWorker("../../../bench/ring-worker.ts", data);

describe("rings between threads lose, double, tear and reorder nothing", () => {
  test.each([
    { name: "SPSC, one by one, mostly full or empty", kind: "spsc", capacity: 4, batch: 1 },
    { name: "SPSC, batches larger than the ring", kind: "spsc", capacity: 32, batch: 64 },
    { name: "SPSC, a deep ring", kind: "spsc", capacity: 4_096, batch: 16 },
  ] as const)("$name", async ({ kind, capacity, batch }) => {
    const sizes = { kind, capacity, batch, producers: 1, consumers: 1, logical: 3 };
    expect(faultsOf(await drill({ ...sizes, ms: 250, start }))).toBe("");
  });

  test.each([
    { name: "one to one", producers: 1, consumers: 1, logical: 1, capacity: 2, batch: 1 },
    { name: "two to one, batches", producers: 2, consumers: 1, logical: 32, capacity: 64, batch: 16 },
    {
      name: "two to two, 128 logical producers",
      producers: 2,
      consumers: 2,
      logical: 64,
      capacity: 256,
      batch: 1,
    },
  ])("MPMC, $name", async ({ name: _, ...sizes }) => {
    expect(faultsOf(await drill({ kind: "mpmc", ...sizes, ms: 250, start }))).toBe("");
  });

  test("the drill sees a ring that is shared by more threads than it may be", async () => {
    const sizes = { kind: "spsc", capacity: 64, batch: 1, logical: 1 } as const;
    const result = await drill({ ...sizes, producers: 1, consumers: 2, ms: 250, start });
    expect(faultsOf(result)).not.toBe("");
  });
});
