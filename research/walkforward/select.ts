import type { Batch, Search } from "../sweep/batch.ts";
import { type Best, keepBest } from "../sweep/best.ts";
import { eachPoint } from "../sweep/evaluate-batch.ts";
import { directionOf } from "../sweep/job.ts";
import { scenarioRequest } from "../sweep/scenario.ts";
import { type SearchKind, searchFactory } from "../sweep/search.ts";
import type { Space, Variant } from "../sweep/space.ts";
import type { Course } from "./course.ts";
import { returnObjectives } from "./figures.ts";
import { rowMetrics } from "./serve.ts";
import type { TimeSpan } from "./window-run.ts";

/** How the best variant of a fold is sought. */
export interface Selector {
  readonly space: Space;
  readonly search: { readonly kind: SearchKind; readonly trials?: number | undefined; readonly seed: number };
  readonly objective: string;
}

/** What is kept of the metrics of a variant, besides its objective: what folds show and a ledger of trials wants. */
const keptMetrics = [
  "sharpe",
  "totalReturn",
  "annualReturn",
  "maxDrawdown",
  "trades",
  "bars",
  "skew",
  "kurtosis",
] as const;

/** Variants that were tried on the training window of a fold, with the metrics that are kept of them, by name. */
export interface Tried {
  /** -1 where all folds of a cross-validation learn from them. */
  readonly fold: number;
  readonly period: TimeSpan;
  readonly variants: readonly {
    readonly params: Variant;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  readonly barsPerYear: number;
}

/** The best variant of a fold; without parameters where none had an objective. */
export interface Choice {
  readonly params?: Variant;
  readonly metrics: Readonly<Record<string, number>>;
}

/** How ties are broken, in words. */
export const tieRule =
  "of variants with equal objectives the one that the search came to first, for a grid that of the smallest values";

/** Seeks the best variants of all folds, whoever computes their rows. */
export interface Selection {
  /** One a scenario of the job. */
  readonly searches: readonly Search[];
  /** The scores of rows, for a search that learns from them. */
  readonly scoresOf: (rows: Float64Array) => Float64Array;
  /** Takes the rows of a batch, in whatever order they come; gives what of them is kept. */
  readonly take: (scenario: number, batch: Batch, rows: Float64Array) => Tried;
  /** After the last: the best of each fold. Variants whose objective is not known are never chosen. */
  readonly choices: () => Choice[];
  /** How many different variants were tried. */
  readonly variants: () => number;
}

/** Names of values with their places in a row. */
type Places = readonly (readonly [name: string, at: number])[];

/** Begins to select by the rows of a job. */
export function createSelection({ ground, selector, job }: Course): Selection {
  const { space, objective, search } = selector;
  const crossed = job.folds !== undefined;
  const folds = foldPlaces(job.folds?.length, objective);
  const direction = directionOf(objective, crossed ? returnObjectives : rowMetrics);
  const begin = searchFactory(space, { ...search, batch: job.batch });
  const best = (job.folds ?? job.scenarios).map(() => keepBest(1));
  const kept: Places = [...new Set([...keptMetrics, objective])].map((name) => [
    name,
    rowMetrics.indexOf(name),
  ]);
  const width = rowMetrics.length + (crossed ? folds.length * returnObjectives.length : 0);
  const objectiveAt = rowMetrics.indexOf(objective);
  const perYear = new Map<number, number>();
  const barsPerYear = (scenario: number): number => {
    const known =
      perYear.get(scenario) ??
      scenarioRequest(ground.data, job.scenarios[scenario]!, job.settings).barsPerYear;
    perYear.set(scenario, known);
    return known;
  };
  const seen = new Set<string>();
  const offer = (to: Best, index: number, point: Float64Array, metrics: Float64Array, at: number): void =>
    to.offer({ scenario: 0, index, point, metrics, score: direction * metrics[at]! });
  return {
    searches: job.scenarios.map(begin),
    scoresOf: (rows) =>
      Float64Array.from(
        { length: rows.length / width },
        (_, k) => direction * rows[k * width + objectiveAt]!,
      ),
    take: (scenario, batch, rows) => {
      const { fromMs, toMs } = job.scenarios[scenario]!;
      const variants: Tried["variants"][number][] = [];
      eachPoint(space, batch, (point, index) => {
        const offset = variants.length * width;
        const row = rows.subarray(offset, offset + width);
        const params = space.paramsAt(point);
        seen.add(JSON.stringify(params));
        variants.push({ params, metrics: recordOf(kept, row) });
        if (!crossed) offer(best[scenario]!, index, point, row, objectiveAt);
        else for (const [fold, { at }] of folds.entries()) offer(best[fold]!, index, point, row, at);
      });
      const period = { fromMs: fromMs!, toMs: toMs! };
      return { fold: crossed ? -1 : scenario, period, variants, barsPerYear: barsPerYear(scenario) };
    },
    choices: () =>
      best.map((each, fold) => {
        const [first] = each.list();
        if (!first || Number.isNaN(first.score)) return { metrics: {} };
        const metrics = recordOf(crossed ? folds[fold]!.places : kept, first.metrics);
        return { params: space.paramsAt(first.point), metrics };
      }),
    variants: () => seen.size,
  };
}

/** Where in the rows of a cross-validation the metrics of each fold stand, and its objective. */
function foldPlaces(count = 0, objective: string): { readonly places: Places; readonly at: number }[] {
  return Array.from({ length: count }, (_, fold) => {
    const base = rowMetrics.length + fold * returnObjectives.length;
    const places = returnObjectives.map((name, k) => [name, base + k] as const);
    return { places, at: places.find(([name]) => name === objective)?.[1] ?? -1 };
  });
}

function recordOf(places: Places, values: Float64Array): Record<string, number> {
  const record: Record<string, number> = {};
  for (const [name, at] of places) record[name] = values[at]!;
  return record;
}
