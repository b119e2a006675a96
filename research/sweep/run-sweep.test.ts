import { describe, expect, test } from "vitest";
import { seeded } from "../../engine/core/random.ts";
import { int, num, strategy } from "../../engine/graph/strategy.ts";
import { type Batch, splitBatch } from "./batch.ts";
import { describeVariant, eachPoint, evaluateBatch, VariantError } from "./evaluate-batch.ts";
import { batchSize, hashJob, type SweepJob } from "./job.ts";
import { type RowStore, runSweep, type Unit } from "./run-sweep.ts";
import { createSearch, type SearchKind } from "./search.ts";
import { spaceOf } from "./space.ts";

const traded = strategy({
  name: "s",
  params: { n: int(1), x: num(0) },
  decide: () => ({ target: 1 }),
});
const space = spaceOf(traded, { params: ["n=1:30", "x=0:1:0.1"], where: "n % 3 != 0" });

/** Rows of two metrics, of which the second is the objective. */
function rowsOf(batch: Batch): Float64Array {
  const rows: number[] = [];
  eachPoint(space, batch, (point) => rows.push(point[0]!, -((point[0]! - 11) ** 2) - point[1]!));
  return Float64Array.from(rows);
}

interface Setup {
  readonly kind: SearchKind;
  readonly workers: number;
  readonly kept?: Map<number, Float64Array>;
  readonly failAt?: number;
}

async function run({ kind, workers, kept = new Map(), failAt = -1 }: Setup) {
  const random = seeded(workers);
  const [computed, found, most] = [{ batches: 0 }, new Map<number, Float64Array>(), { atOnce: 0, now: 0 }];
  const store: RowStore = {
    read: async ({ id }) => kept.get(id),
    write: async ({ id }, rows) => {
      kept.set(id, rows);
    },
  };
  const trials = kind === "grid" ? undefined : 60;
  const searches = [1, 2].map(() => createSearch(space, { kind, trials, seed: 4, batch: 7 }));
  const units: Unit[] = await runSweep({
    searches,
    workers,
    store,
    scoresOf: (rows) => rows.filter((_, k) => k % 2 === 1),
    evaluate: async (_, batch) => {
      if (computed.batches++ === failAt) throw new Error("worn out");
      most.atOnce = Math.max(most.atOnce, ++most.now);
      await new Promise((done) => setTimeout(done, 3 * random()));
      most.now--;
      return rowsOf(batch);
    },
    onFinished: ({ unit, rows }) => {
      found.set(unit.id, rows);
    },
  });
  return {
    units,
    rows: units.map(({ id }) => found.get(id)!),
    computed: computed.batches,
    most: most.atOnce,
  };
}

describe.each(["grid", "random", "lhs", "tpe"] as const)("a sweep by %s", (kind) => {
  test("has the same units and rows for any number of workers", async () => {
    const alone = await run({ kind, workers: 1 });
    expect(alone.units.map(({ id }) => id)).toEqual(alone.units.map((_, k) => k));
    for (const workers of [2, 3, 8]) {
      const { units, rows, most } = await run({ kind, workers });
      expect(units).toEqual(alone.units);
      expect(rows).toEqual(alone.rows);
      expect(most).toBeLessThanOrEqual(4 * workers);
    }
  });

  test("computes nothing that is stored", async () => {
    const whole = await run({ kind, workers: 2 });
    const kept = new Map<number, Float64Array>();
    for (const { id } of whole.units) if (id % 2 === 0) kept.set(id, whole.rows[id]!);
    const rest = await run({ kind, workers: 1, kept });
    expect(rest.rows).toEqual(whole.rows);
    expect(rest.computed).toBe(Math.floor(whole.units.length / 2));
    expect((await run({ kind, workers: 3, kept })).computed).toBe(0);
  });

  test("rejects with the first error, and keeps what was done before", async () => {
    const kept = new Map<number, Float64Array>();
    await expect(run({ kind, workers: 2, kept, failAt: 9 })).rejects.toThrow("worn out");
    expect(kept.size).toBeGreaterThan(0);
    expect((await run({ kind, workers: 2, kept })).rows).toEqual((await run({ kind, workers: 2 })).rows);
  });
});

describe("batches", () => {
  test("are split into parts that together are the whole", () => {
    const points = Float64Array.from({ length: 22 }, (_, k) => k);
    const batch: Batch = { kind: "points", points, variants: 11, first: 100 };
    for (const count of [1, 2, 3, 11, 50]) {
      const parts = splitBatch(batch, count);
      expect(parts.length).toBeLessThanOrEqual(Math.min(11, count));
      const indices = parts.flatMap((part) => {
        const seen: number[] = [];
        eachPoint(space, part, (point, index) => seen.push(index, ...point));
        return seen;
      });
      expect(indices).toEqual(Array.from({ length: 11 }, (_, k) => [100 + k, 2 * k, 2 * k + 1]).flat());
    }
    const range: Batch = { kind: "range", from: 0, to: 9, variants: 6 };
    expect(splitBatch(range, 4)).toEqual([range]);
  });

  test("are of a size that does not depend on who computes", () => {
    expect([batchSize(10_000, 1e6), batchSize(100, 1e9), batchSize(1e9, 1e6)]).toEqual([500, 4_096, 1]);
    expect(batchSize(1_000, 100)).toBe(4);
  });

  test("tell which variant failed", () => {
    const evaluator = {
      width: 1,
      evaluate: ({ n }: Readonly<Record<string, unknown>>) => {
        if (n === 5) throw new Error("no");
      },
    };
    const batch: Batch = { kind: "range", from: 0, to: space.size, variants: 220 };
    try {
      evaluateBatch(space, evaluator, batch);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(VariantError);
      expect((error as VariantError).variant).toBe("n=5 x=0");
      expect((error as VariantError).cause).toEqual(new Error("no"));
    }
    const few = new Error("too few symbols");
    const never = () => {
      throw few;
    };
    // No variant is to be left out for what befalls them all.
    expect(() => evaluateBatch(space, { width: 1, evaluate: never }, batch)).toThrow(few);
    expect(describeVariant({})).toBe("without parameters");
  });
});

test("a job is known by its content, not by the place of its strategy", () => {
  const job = { schema: "bot4/sweep@1", target: "./a.ts", sourceHash: "x", batch: 1 } as unknown as SweepJob;
  expect(hashJob({ ...job, target: "../b.ts" })).toBe(hashJob(job));
  expect(hashJob({ ...job, sourceHash: "y" })).not.toBe(hashJob(job));
});
