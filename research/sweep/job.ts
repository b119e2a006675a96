import { createHash } from "node:crypto";
import { refuse, suggest } from "../../engine/core/errors.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { type MetricKey, metricRows, metricTable } from "../metrics/table.ts";
import type { Scenario } from "./scenario.ts";
import type { SearchKind } from "./search.ts";
import type { SpaceSpec } from "./space.ts";

/**
 * All that a sweep is, in a form that goes anywhere: with it, a batch and the data that it names by hash, any machine
 * computes the same rows. Its data lie elsewhere, see {@link SweepData}.
 */
export interface SweepJob {
  readonly schema: "bot4/sweep@1";
  readonly codeVersion: string;
  /** The strategy's name, and the name or path from which it is loaded. */
  readonly strategy: string;
  readonly target: string;
  /** sha256 of the strategy's source. */
  readonly sourceHash: string;
  readonly space: SpaceSpec;
  readonly scenarios: readonly Scenario[];
  readonly data: readonly { readonly name: string; readonly sha256: string }[];
  readonly settings: Settings;
  readonly search: { readonly kind: SearchKind; readonly trials?: number | undefined; readonly seed: number };
  /** The metric by which variants are ranked. */
  readonly objective: string;
  /** Every scalar metric, or total return, Sharpe and drawdown alone. */
  readonly statistics: "all" | "core";
  /** Variants of a batch at most. */
  readonly batch: number;
}

/** sha256 of a job: equal ones have equal rows, whatever machine, place and number of workers. */
export function hashJob({ target: _, ...job }: SweepJob): string {
  return createHash("sha256").update(JSON.stringify(job)).digest("hex");
}

const coreMetrics: readonly MetricKey[] = ["totalReturn", "sharpe", "maxDrawdown"];

/** The metrics of a row, in their order. */
export const sweepMetrics = (statistics: SweepJob["statistics"]): readonly MetricKey[] =>
  statistics === "core" ? coreMetrics : metricTable.map(({ key }) => key);

/**
 * Values in a batch: a tenth of a second of work with all statistics. That is what a crash costs, and what a worker may
 * have to wait for another at the end; to store a batch takes less than a thousandth.
 */
const barVariantsOfBatch = 5e6;
const batchMax = 4_096;
/** Batches that even a small sweep is cut into, so that several workers have something to do to the end. */
const batchesMin = 32;

/** Variants of a batch, from what there is to compute (bars of all symbols, variants); never from who computes it. */
export function batchSize(bars: number, variants: number): number {
  const share = Math.ceil(variants / batchesMin);
  return Math.max(1, Math.min(batchMax, share, Math.round(barVariantsOfBatch / Math.max(1, bars))));
}

/** 1 where more of a metric is better and -1 where less is. Throws a UserError for what is no objective. */
export function directionOf(objective: string, metrics: readonly string[]): 1 | -1 {
  const row = metricRows.get(objective);
  if (row === undefined || !metrics.includes(objective)) {
    const list =
      metrics.length < 10 ? `; there are ${metrics.join(", ")}` : "; bot4 backtest --json lists them";
    refuse(`--objective must be a metric; was "${objective}"${suggest(objective, metrics) || list}`);
  }
  if (row.better === "none") refuse(`--objective must have a better side; more of ${objective} is neither`);
  return row.better === "lower" ? -1 : 1;
}
