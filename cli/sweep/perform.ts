import { openSegments, type Segments } from "../../data/results/segments.ts";
import { refuse } from "../../engine/core/errors.ts";
import { keepBest, type Ranked } from "../../research/sweep/best.ts";
import { eachVariant } from "../../research/sweep/collect.ts";
import { hashJob, sweepMetrics } from "../../research/sweep/job.ts";
import { type FinishedUnit, type RowStore, runSweep, type Unit } from "../../research/sweep/run-sweep.ts";
import type { Io } from "../io.ts";
import { runsFolder } from "../store.ts";
import { countWorkers, openPool, type Pool } from "./pool.ts";
import type { PreparedSweep, SweepArgs } from "./prepare.ts";
import { showProgress } from "./progress.ts";
import { type SweepTrials, trialsOf } from "./trials.ts";

/** A sweep that was run to its end. Its rows are still in the segments, to be read in order. */
export interface SweepOutcome {
  readonly prepared: PreparedSweep;
  readonly hash: string;
  readonly metrics: readonly string[];
  readonly best: readonly Ranked[];
  readonly units: readonly Unit[];
  readonly segments: Segments;
  readonly trials: SweepTrials;
  /** Variants in all, and those of them that an earlier process had computed. */
  readonly variants: number;
  readonly resumed: number;
  /** Time that the others took, and bars times variants of them. */
  readonly seconds: number;
  readonly barVariants: number;
}

/** Where unfinished sweeps are kept: beside the stored runs, so that neither is in the way of the other. */
export const sweepsFolder = (flag: string | undefined, io: Io): string => `${runsFolder(flag, io)}.sweeps`;

/** Runs a sweep, from where an earlier process left it, to its end. */
export async function performSweep(prepared: PreparedSweep, args: SweepArgs, io: Io): Promise<SweepOutcome> {
  const { job, searches, space, direction, runs } = prepared;
  const top = args.top ?? 20;
  if (!Number.isInteger(top) || top < 1) refuse(`--top must be a whole number of at least 1; was ${top}`);
  const metrics = sweepMetrics(job.statistics);
  const at = metrics.indexOf(job.objective as (typeof metrics)[number]);
  const hash = hashJob(job);
  const pool = poolOf(prepared, args.workers, io);
  const trials = trialsOf(prepared, hash, metrics, args.runs, io);
  const segments = await openSegments(sweepsFolder(args.runs, io), hash, Date.now());
  const total = searches.reduce((sum, { trials }) => sum + trials, 0);
  const progress = await showProgress(total, args, io);
  const best = keepBest(top);
  const counts = { variants: 0, resumed: 0, barVariants: 0 };
  const onFinished = ({ unit, rows, fresh }: FinishedUnit): void => {
    const { variants } = unit.batch;
    counts.variants += variants;
    if (fresh) counts.barVariants += variants * runs[unit.scenario]!.bars;
    else counts.resumed += variants;
    eachVariant(space, unit, rows, (row) => best.offer({ ...row, score: direction * row.metrics[at]! }));
    progress.advance(variants, runs[unit.scenario]!.bars, fresh);
  };
  const width = metrics.length;
  const store: RowStore = {
    read: ({ id, batch }) => segments.read(id, batch.variants * width),
    write: async (unit, rows) => {
      // In this order: a trial that is written twice counts once, one that is not written would not count.
      await trials.add(unit, rows);
      await segments.write(unit.id, rows);
    },
  };
  const scoresOf = (rows: Float64Array) =>
    Float64Array.from({ length: rows.length / width }, (_, k) => direction * rows[k * width + at]!);
  const begun = performance.now();
  let units: Unit[];
  try {
    await trials.announce();
    const { workers, evaluate } = pool;
    units = await runSweep({ searches, scoresOf, workers, evaluate, store, onFinished });
  } catch (error) {
    await segments.close();
    throw error;
  } finally {
    progress.end();
    trials.close();
    await pool.close();
  }
  const seconds = (performance.now() - begun) / 1000;
  return { prepared, hash, metrics, best: best.list(), units, segments, trials, seconds, ...counts };
}

function poolOf(
  { job, loaded, data, searches, runs }: PreparedSweep,
  wanted: number | undefined,
  io: Io,
): Pool {
  const work = searches.reduce((sum, { trials }, k) => sum + trials * runs[k]!.bars, 0);
  const batches = searches.reduce((sum, { trials }) => sum + Math.ceil(trials / job.batch), 0);
  return openPool({ job, strategy: loaded.strategy, data }, countWorkers(wanted, batches, work), io);
}
