import type { ModelRecord } from "../../../engine/model/model-record.ts";
import { labelKey } from "../../../engine/training/trained-for.ts";
import type { TrainedStrategy } from "../../../engine/training/training.ts";
import type { SampleTable } from "../dataset.ts";
import type { FoldPlan, TrainingScheme } from "./folds.ts";

interface Recorded {
  readonly strategy: Pick<TrainedStrategy, "name" | "training">;
  readonly table: Pick<SampleTable, "symbols" | "availableMs">;
  readonly plan: Pick<FoldPlan, "folds">;
  readonly scheme: TrainingScheme;
  readonly timeframeMs: number;
}

/** How the models along a path were trained. */
export function recordAlong(
  { strategy, table: { symbols, availableMs }, plan, scheme, timeframeMs }: Recorded,
  path: readonly number[],
): ModelRecord {
  const { label, learner } = strategy.training;
  const knownMs = plan.folds.map(({ trainRows }) =>
    trainRows.reduce((last, row) => Math.max(last, availableMs[row]!), Number.NEGATIVE_INFINITY),
  );
  return {
    strategy: strategy.name,
    label: labelKey(label),
    learner: learner.name,
    timeframeMs,
    symbols,
    scheme,
    trainedToMs: path.map((fold) => knownMs[fold]!),
  };
}
