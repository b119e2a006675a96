import { assert } from "../../engine/core/errors.ts";
import type { Strategy } from "../../engine/graph/strategy.ts";
import type { Batch } from "./batch.ts";
import { evaluateBatch, type RowWriter } from "./evaluate-batch.ts";
import { createEvaluator } from "./evaluator.ts";
import { type SweepJob, sweepMetrics } from "./job.ts";
import { type SweepData, scenarioRequest } from "./scenario.ts";
import { spaceOf } from "./space.ts";

/** Computes the rows of a batch of a scenario: what a worker does, in whatever thread or machine it lives. */
export type SweepServer = (scenario: number, batch: Batch) => Float64Array;

/** What must be known of a job to compute its rows. */
export type ServedJob = Pick<SweepJob, "space" | "scenarios" | "settings" | "statistics">;

/** Gets ready to compute batches of a job. The evaluator of one scenario at a time is kept, as its columns take memory. */
export function serveSweep(job: ServedJob, strategy: Strategy, data: SweepData): SweepServer {
  const space = spaceOf(strategy, job.space);
  const names = sweepMetrics(job.statistics).join();
  const make = (scenario: number): RowWriter => {
    const request = scenarioRequest(data, job.scenarios[scenario]!, job.settings);
    const made = createEvaluator({ ...request, strategy, detail: job.statistics });
    assert(made.metrics.join() === names, "an evaluator writes the metrics of its job");
    return { width: made.metrics.length, evaluate: made.evaluate };
  };
  let current = -1;
  let evaluator: RowWriter | undefined;
  return (scenario, batch) => {
    // The old one first: its columns take memory.
    if (scenario !== current) evaluator = undefined;
    evaluator ??= make(scenario);
    current = scenario;
    return evaluateBatch(space, evaluator, batch);
  };
}
