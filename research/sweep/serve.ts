import type { Strategy } from "../../engine/graph/strategy.ts";
import type { MetricKey } from "../metrics/table.ts";
import type { Batch } from "./batch.ts";
import { evaluateBatch } from "./evaluate-batch.ts";
import { createEvaluator, type Evaluator } from "./evaluator.ts";
import type { SweepJob } from "./job.ts";
import { type SweepData, scenarioRequest } from "./scenario.ts";
import { spaceOf } from "./space.ts";

/** Computes batches of a sweep: what a worker does, in whatever thread or machine it lives. */
export interface SweepServer {
  readonly metrics: readonly MetricKey[];
  readonly evaluate: (scenario: number, batch: Batch) => Float64Array;
}

/** Gets ready to compute batches of a job. The evaluator of one scenario at a time is kept, as its columns take memory. */
export function serveSweep(job: SweepJob, strategy: Strategy, data: SweepData): SweepServer {
  const space = spaceOf(strategy, job.space);
  const make = (scenario: number): Evaluator => {
    const request = scenarioRequest(data, job.scenarios[scenario]!, job.settings);
    return createEvaluator({ ...request, strategy, detail: job.statistics });
  };
  let [current, evaluator] = [0, make(0)];
  return {
    metrics: evaluator.metrics,
    evaluate: (scenario, batch) => {
      if (scenario !== current) [current, evaluator] = [scenario, make(scenario)];
      return evaluateBatch(space, evaluator, batch);
    },
  };
}
