import { lowerBound } from "../../engine/core/calendar.ts";
import { refuse } from "../../engine/core/errors.ts";
import { plan } from "../../engine/graph/strategy.ts";
import { runVector } from "../../engine/run/vector.ts";
import { metricsOf } from "../metrics/index.ts";
import { keepBest } from "../sweep/best.ts";
import { eachPoint, evaluateBatch } from "../sweep/evaluate-batch.ts";
import { createEvaluator } from "../sweep/evaluator.ts";
import { directionOf } from "../sweep/job.ts";
import { scenarioRequest } from "../sweep/scenario.ts";
import { createSearch, type SearchKind } from "../sweep/search.ts";
import type { Space, Variant } from "../sweep/space.ts";
import { metricsOfReturns, returnObjectives, windowReturns } from "./figures.ts";
import type { Period } from "./model.ts";
import type { Ground, TimeSpan } from "./window-run.ts";

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

/** Variants of a batch at most. */
export const batchSize = 256;

/** How ties are broken, in words. */
export const tieRule =
  "of variants with equal objectives the one that the search came to first, for a grid that of the smallest values";

/**
 * Seeks the best variant on a training window: bars before it warm up, those after it are not there. Yields what it tried,
 * batch by batch. Variants whose objective is not known are never chosen.
 */
export function* selectOnWindow(
  { strategy, data, symbols, settings }: Ground,
  { space, search, objective }: Selector,
  { fromMs, toMs }: TimeSpan,
  fold: number,
): Generator<Tried, Choice> {
  const request = scenarioRequest(data, { symbols, fromMs, toMs }, settings);
  const evaluator = createEvaluator({ strategy, ...request });
  const names: readonly string[] = evaluator.metrics;
  const [at, width] = [names.indexOf(objective), names.length];
  const direction = directionOf(objective, names);
  const seeking = createSearch(space, { ...search, batch: batchSize });
  const best = keepBest(1);
  const kept = [...new Set([...keptMetrics, objective])].map((name) => [name, names.indexOf(name)] as const);
  for (let batch = seeking.next(); batch; batch = seeking.next()) {
    const rows = evaluateBatch(space, evaluator, batch);
    const scores = Float64Array.from({ length: batch.variants }, (_, k) => direction * rows[k * width + at]!);
    const variants: Tried["variants"][number][] = [];
    eachPoint(space, batch, (point, index) => {
      const k = variants.length;
      const metrics = rows.subarray(k * width, (k + 1) * width);
      best.offer({ scenario: 0, index, point, metrics, score: scores[k]! });
      variants.push({ params: space.paramsAt(point), metrics: recordOf(kept, metrics) });
    });
    yield { fold, period: { fromMs, toMs }, variants, barsPerYear: request.barsPerYear };
    seeking.tell(batch, scores);
  }
  const [first] = best.list();
  if (!first || Number.isNaN(first.score)) return { metrics: {} };
  return { params: space.paramsAt(first.point), metrics: recordOf(kept, first.metrics) };
}

function recordOf(
  kept: readonly (readonly [name: string, at: number])[],
  values: Float64Array,
): Record<string, number> {
  const record: Record<string, number> = {};
  for (const [name, at] of kept) record[name] = values[at]!;
  return record;
}

/**
 * Seeks the best variant of every fold of a cross-validation at once: each variant runs through the whole history once,
 * and a fold joins its returns on the bars that it may train on.
 */
export function* selectOnReturns(
  { strategy, data, symbols, settings }: Ground,
  { space, search, objective }: Selector,
  whole: TimeSpan,
  folds: readonly (readonly Period[])[],
): Generator<Tried, Choice[]> {
  checkObjective(objective);
  if (search.kind === "tpe")
    refuse("--search tpe learns from one training window; a cross-validation has several");
  const request = scenarioRequest(data, { symbols, ...whole }, settings);
  const { market, finer, barsPerYear } = request;
  const direction = directionOf(objective, returnObjectives);
  const base = lowerBound(market.ts, whole.fromMs);
  const cuts = folds.map((periods) =>
    periods.map(({ fromMs, toMs }) => [
      lowerBound(market.ts, fromMs) - base,
      lowerBound(market.ts, toMs) - base,
    ]),
  );
  const shape = { symbols: market.symbols, timeframeMs: market.timeframeMs, barsPerYear };
  const best: { score: number; choice: Choice }[] = folds.map(() => ({
    score: Number.NaN,
    choice: { metrics: {} },
  }));
  const seeking = createSearch(space, { ...search, batch: batchSize });
  for (let batch = seeking.next(); batch; batch = seeking.next()) {
    const variants: Tried["variants"][number][] = [];
    eachPoint(space, batch, (point) => {
      const params = space.paramsAt(point);
      const bound = plan(strategy, { params, symbols: market.symbols, timeframeMs: market.timeframeMs });
      const outcome = runVector(bound, market, request.settings, barsPerYear, finer);
      const returns = windowReturns(outcome, settings.cash);
      variants.push({ params, metrics: metricsOf(outcome, request.context) });
      for (const [fold, ranges] of cuts.entries()) {
        const metrics = metricsOfReturns(
          ranges.map(([from, to]) => returns.subarray(from, to)),
          shape,
        );
        const score = direction * metrics[objective]!;
        const leader = best[fold]!;
        // The first of equal ones stays.
        if (score > leader.score || (Number.isNaN(leader.score) && !Number.isNaN(score))) {
          best[fold] = { score, choice: { params, metrics } };
        }
      }
    });
    yield { fold: -1, period: whole, variants, barsPerYear };
  }
  return best.map(({ choice }) => choice);
}

function checkObjective(objective: string): void {
  if ((returnObjectives as readonly string[]).includes(objective)) return;
  refuse(
    `--objective of a cross-validation must follow from bar returns (${returnObjectives.join(", ")}); was "${objective}"`,
  );
}
