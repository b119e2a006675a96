import { refuse } from "../../../engine/core/errors.ts";
import type { Batch } from "../../sweep/batch.ts";
import { createSearch } from "../../sweep/search.ts";
import { pointOf, type Space } from "../../sweep/space.ts";
import type { Learner } from "../learner.ts";
import { spaceOfJob, type TrainingJob } from "./job.ts";

/** Parameters of a learner, and the loss that they led to. */
export interface TriedParams {
  readonly params: Readonly<Record<string, number>>;
  readonly loss: number;
}

const batchSize = 16;

/**
 * Fits at each point that the search of a job comes to, and gives the one of the least loss, the first among equals.
 * Throws a UserError where no loss is known.
 */
export async function searchParams<T extends { readonly loss: number }>(
  job: TrainingJob,
  { name }: Learner,
  attempt: (params: Readonly<Record<string, unknown>>) => Promise<T>,
): Promise<{ readonly best: T; readonly trials: readonly TriedParams[] }> {
  const space = spaceOfJob(job);
  const search = createSearch(space, { ...job.search, seed: job.seed, batch: batchSize });
  const trials: TriedParams[] = [];
  let best: T | undefined;
  for (let batch = search.next(); batch; batch = search.next()) {
    const losses: number[] = [];
    for (const params of variantsOf(space, batch)) {
      const tried = await attempt(params);
      trials.push({ params: params as TriedParams["params"], loss: tried.loss });
      losses.push(tried.loss);
      if (!Number.isNaN(tried.loss) && !(best && best.loss <= tried.loss)) best = tried;
    }
    search.tell(
      batch,
      losses.map((loss) => -loss),
    );
  }
  if (!best) return refuse(`${name} predicted nothing on what was held out; no feature may be known there`);
  return { best, trials };
}

/** Variants that a job tries in each fold. */
export const trialsOfJob = (job: TrainingJob): number =>
  createSearch(spaceOfJob(job), { ...job.search, seed: job.seed, batch: batchSize }).trials;

function variantsOf(space: Space, batch: Batch): Readonly<Record<string, unknown>>[] {
  const width = space.axes.length;
  if (batch.kind === "points") {
    return Array.from({ length: batch.variants }, (_, k) =>
      space.paramsAt(batch.points.subarray(k * width, (k + 1) * width)),
    );
  }
  const point = new Float64Array(width);
  const found: Readonly<Record<string, unknown>>[] = [];
  for (let index = batch.from; index < batch.to; index++) {
    pointOf(space, index, point);
    if (space.allows(point)) found.push(space.paramsAt(point));
  }
  return found;
}
