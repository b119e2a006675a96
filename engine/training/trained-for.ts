import { refuse } from "../core/errors.ts";
import { formatTimeframe } from "../core/time.ts";
import { canonical } from "../model/canonical.ts";
import type { ModelRecord } from "../model/model-record.ts";
import { featuresOf } from "../model/schedule.ts";
import type { LabelSpec } from "./label-spec.ts";
import { modelFileOf } from "./model-files.ts";

/** For what a strategy wants its model. */
export interface ModelUse {
  readonly strategy: string;
  readonly label: LabelSpec;
  readonly learner: string;
  readonly timeframeMs: number;
}

/** A label as the record of a model names it. */
export const labelKey = (label: LabelSpec): string => canonical(JSON.parse(JSON.stringify(label)));

/** Throws a UserError where a model's file says that it was trained for another strategy, label, learner or timeframe. */
export function checkTrainedFor(reference: string, use: ModelUse): void {
  const { record, schedule } = modelFileOf(reference);
  if (!record) return;
  const wrong = differenceOf(record, use);
  if (wrong === undefined) return;
  const path = reference.slice(0, reference.lastIndexOf("#"));
  const names = featuresOf(schedule);
  const few = `${names.slice(0, 6).join(", ")}${names.length > 6 ? ` and ${names.length - 6} more` : ""}`;
  const { strategy, timeframeMs } = record;
  refuse(
    `${use.strategy}: model must be of its own ${wrong}; ${path} was trained for ${strategy} on ` +
      `${formatTimeframe(timeframeMs)} bars with features ${few}; bot4 train ${use.strategy} makes one that fits`,
  );
}

function differenceOf(
  { strategy, label, learner, timeframeMs }: ModelRecord,
  use: ModelUse,
): string | undefined {
  if (strategy !== use.strategy) return `strategy (${use.strategy})`;
  if (timeframeMs !== use.timeframeMs) return `timeframe (${formatTimeframe(use.timeframeMs)})`;
  if (label !== labelKey(use.label)) return `label (${labelKey(use.label)}, and not ${label})`;
  return learner === use.learner ? undefined : `learner (${use.learner}, and not ${learner})`;
}
