import { type Batch, type Search, splitBatch } from "./batch.ts";

/** A batch of a scenario, by its place in the whole sweep. */
export interface Unit {
  readonly id: number;
  readonly scenario: number;
  readonly batch: Batch;
}

/** A unit with its metrics, a row a variant. */
export interface FinishedUnit {
  readonly unit: Unit;
  readonly rows: Float64Array;
  /** Whether it was computed now; false where it was there from before. */
  readonly fresh: boolean;
}

/** Rows that outlive a process that is killed. */
export interface RowStore {
  readonly read: (unit: Unit) => Promise<Float64Array | undefined>;
  readonly write: (unit: Unit, rows: Float64Array) => Promise<void>;
}

export interface SweepRun {
  /** One search a scenario. */
  readonly searches: readonly Search[];
  /** The scores of rows, for a search that learns from them: the higher the better. */
  readonly scoresOf: (rows: Float64Array) => ArrayLike<number>;
  /** Batches that can be computed at a time. */
  readonly workers: number;
  readonly evaluate: (scenario: number, batch: Batch) => Promise<Float64Array>;
  readonly store: RowStore;
  /** Told of every unit once it is stored, in whatever order they come. */
  readonly onFinished: (finished: FinishedUnit) => void | Promise<void>;
}

/** Batches that are asked for at a time, for each worker: one of them may be busy with another while several end. */
const aheadOfWorker = 4;

/**
 * Runs the searches of a sweep to their ends and gives their units in order. What the store holds is not computed again.
 * Rows and units are the same for any number of workers. Rejects with the first error; what was stored stays.
 */
export async function runSweep(run: SweepRun): Promise<Unit[]> {
  const units: Unit[] = [];
  const flight = new Set<Promise<void>>();
  for (const [scenario, search] of run.searches.entries()) {
    for (let batch = search.next(); batch; batch = search.next()) {
      const unit = { id: units.length, scenario, batch };
      units.push(unit);
      const work = finish(run, unit);
      if (search.adaptive) {
        search.tell(batch, run.scoresOf(await work));
        continue;
      }
      const done = work.then(() => {
        flight.delete(done);
      });
      flight.add(done);
      // All are awaited in the end, or the first that fails.
      done.catch(() => {});
      if (flight.size >= aheadOfWorker * run.workers) await Promise.race(flight);
    }
  }
  await Promise.all(flight);
  return units;
}

async function finish(run: SweepRun, unit: Unit): Promise<Float64Array> {
  const { store, evaluate, workers, onFinished } = run;
  const { scenario, batch } = unit;
  const known = await store.read(unit);
  if (known) {
    await onFinished({ unit, rows: known, fresh: false });
    return known;
  }
  const adaptive = run.searches[scenario]!.adaptive;
  const parts = adaptive ? splitBatch(batch, workers) : [batch];
  const rows = joined(await Promise.all(parts.map((part) => evaluate(scenario, part))));
  await store.write(unit, rows);
  await onFinished({ unit, rows, fresh: true });
  return rows;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const rows = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    rows.set(part, offset);
    offset += part.length;
  }
  return rows;
}
