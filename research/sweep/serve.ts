import { assert } from "../../engine/core/errors.ts";
import type { Strategy } from "../../engine/graph/strategy.ts";
import type { Batch } from "./batch.ts";
import { evaluateBatch } from "./evaluate-batch.ts";
import { createEvaluator, type Evaluator } from "./evaluator.ts";
import { type SweepJob, sweepMetrics } from "./job.ts";
import { type SweepData, scenarioRequest } from "./scenario.ts";
import { spaceOf } from "./space.ts";

/** Computes the rows of a batch of a scenario: what a worker does, in whatever thread or machine it lives. */
export type SweepServer = (scenario: number, batch: Batch) => Float64Array;

/** Gets ready to compute batches of a job. The evaluator of one scenario at a time is kept, as its columns take memory. */
export function serveSweep(job: SweepJob, strategy: Strategy, data: SweepData): SweepServer {
  const space = spaceOf(strategy, job.space);
  const names = sweepMetrics(job.statistics).join();
  const make = (scenario: number): Evaluator => {
    const request = scenarioRequest(data, job.scenarios[scenario]!, job.settings);
    const made = createEvaluator({ ...request, strategy, detail: job.statistics });
    assert(made.metrics.join() === names, "an evaluator writes the metrics of its job");
    return made;
  };
  let current = -1;
  let evaluator: Evaluator | undefined;
  return (scenario, batch) => {
    // The old one first: its columns take memory.
    if (scenario !== current) evaluator = undefined;
    evaluator ??= make(scenario);
    current = scenario;
    return evaluateBatch(space, evaluator, batch);
  };
}
