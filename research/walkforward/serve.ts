import { lowerBound } from "../../engine/core/calendar.ts";
import { plan, type Strategy } from "../../engine/graph/strategy.ts";
import { runVector } from "../../engine/run/vector.ts";
import { metricsOf } from "../metrics/index.ts";
import { evaluateBatch } from "../sweep/evaluate-batch.ts";
import { sweepMetrics } from "../sweep/job.ts";
import { type SweepData, scenarioRequest } from "../sweep/scenario.ts";
import { type ServedJob, type SweepServer, serveSweep } from "../sweep/serve.ts";
import { spaceOf } from "../sweep/space.ts";
import { metricsOfReturns, returnObjectives, windowReturns } from "./figures.ts";
import type { TimeSpan } from "./window-run.ts";

/**
 * What a walk forward tries, as a sweep does: its scenarios are its training windows. A cross-validation has a single one, the
 * whole history, and trains on several parts of it.
 */
export interface WalkJob extends ServedJob {
  /** Of a cross-validation: for each fold the stretches that it trains on. */
  readonly folds?: readonly (readonly TimeSpan[])[];
}

/** The metrics of a row. Behind them stand, of a cross-validation, {@link returnObjectives} of each fold. */
export const rowMetrics: readonly string[] = sweepMetrics("all");

/** Computes the rows of a batch, in whatever thread. */
export const serveWalk = (job: WalkJob, strategy: Strategy, data: SweepData): SweepServer =>
  job.folds ? serveFolds(job, job.folds, strategy, data) : serveSweep(job, strategy, data);

/** Each variant runs through the whole history once, and a fold joins its returns on the bars that it may train on. */
function serveFolds(
  { space: spec, scenarios, settings }: WalkJob,
  folds: NonNullable<WalkJob["folds"]>,
  strategy: Strategy,
  data: SweepData,
): SweepServer {
  const space = spaceOf(strategy, spec);
  const [whole] = scenarios;
  const request = scenarioRequest(data, whole!, settings);
  const { market, finer, barsPerYear } = request;
  const { symbols, timeframeMs, ts } = market;
  const base = lowerBound(ts, whole!.fromMs!);
  const at = (ms: number): number => lowerBound(ts, ms) - base;
  const cuts = folds.map((parts) => parts.map(({ fromMs, toMs }) => [at(fromMs), at(toMs)] as const));
  const shape = { symbols, timeframeMs, barsPerYear };
  const width = rowMetrics.length + returnObjectives.length * folds.length;
  const evaluate = (params: Readonly<Record<string, unknown>>, out: Float64Array, offset: number): void => {
    const bound = plan(strategy, { params, symbols, timeframeMs });
    const outcome = runVector(bound, market, request.settings, barsPerYear, finer);
    const metrics: Readonly<Record<string, number>> = metricsOf(outcome, request.context);
    for (const [k, name] of rowMetrics.entries()) out[offset + k] = metrics[name]!;
    const returns = windowReturns(outcome, settings.cash);
    for (const [fold, ranges] of cuts.entries()) {
      const stretches = ranges.map(([from, to]) => returns.subarray(from, to));
      const own = metricsOfReturns(stretches, shape);
      const place = offset + rowMetrics.length + fold * returnObjectives.length;
      for (const [k, name] of returnObjectives.entries()) out[place + k] = own[name]!;
    }
  };
  return (_, batch) => evaluateBatch(space, { width, evaluate }, batch);
}
