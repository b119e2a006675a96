import { createHash } from "node:crypto";
import { refuse } from "../../../engine/core/errors.ts";
import type { Strategy } from "../../../engine/graph/strategy.ts";
import type { FeatureSelection, TrainingSpec } from "../../../engine/training/training.ts";
import type { SearchKind } from "../../sweep/search.ts";
import { spaceOf } from "../../sweep/space.ts";
import type { Task } from "../learner.ts";
import { learnerOf } from "../learners.ts";
import type { FoldOptions } from "./folds.ts";
import { labellingOf } from "./labels.ts";

/** Which parameters of the learner are sought, and how. */
export interface LearnerSearch {
  /** Words such as `leavesMax=4:32:4`; those of the specification stay where none is given. */
  readonly params: readonly string[];
  readonly kind: SearchKind;
  readonly trials?: number | undefined;
}

/** All that a training depends on, beside the samples themselves: what goes to other threads, and what is hashed. */
export interface TrainingJob {
  readonly learner: string;
  readonly task: Task;
  readonly missing: "refuse" | "take";
  readonly select?: FeatureSelection;
  readonly calibration?: "platt" | "isotonic";
  /** Weight of the oldest sample of a training window beside that of its newest. */
  readonly decay?: number;
  /** Part of each training window, its last, that chooses parameters and tells when to stop. */
  readonly tailShare: number;
  readonly search: LearnerSearch;
  readonly folds: FoldOptions;
  readonly seed: number;
  /** Hash of the samples. */
  readonly fingerprint: string;
  readonly codeVersion: string;
}

/** What is told of a job beside its specification. */
export type JobOptions = Omit<
  TrainingJob,
  "learner" | "task" | "missing" | "select" | "calibration" | "decay"
>;

/** The job of a specification. Throws a UserError for an unknown learner, one that does not learn such a label, and no space. */
export function jobOf(spec: TrainingSpec, options: JobOptions): TrainingJob {
  const { label, learner, missing = "refuse", select, calibration, decay } = spec;
  const { task } = labellingOf(label);
  const found = learnerOf(learner.name);
  if (!found.tasks.includes(task)) {
    refuse(`learner ${learner.name} learns ${found.tasks.join(", ")}; the label asks for ${task}`);
  }
  if (decay !== undefined && !(decay > -1 && decay <= 1)) refuse(`decay must be in (-1, 1]; was ${decay}`);
  if (calibration && task !== "binary")
    refuse(`calibration is of chances; the label ${label.kind} is a number`);
  const named = new Set(options.search.params.map((word) => word.split("=")[0]));
  const own = Object.entries(learner.params ?? {}).filter(([name]) => !named.has(name));
  const params = [...own.map(([name, value]) => `${name}=${value}`), ...options.search.params];
  const job: TrainingJob = {
    ...options,
    search: { ...options.search, params },
    learner: learner.name,
    task,
    missing,
    ...(select && { select }),
    ...(calibration && { calibration }),
    ...(decay !== undefined && { decay }),
  };
  spaceOfJob(job);
  return job;
}

/** The parameters that a job seeks among. */
export const spaceOfJob = ({ learner, search }: Pick<TrainingJob, "learner" | "search">) => {
  const { name, params } = learnerOf(learner);
  return spaceOf({ name, params } as unknown as Strategy, { params: search.params });
};

/** Hash of a job: the same when it is repeated or resumed. */
export const hashOfJob = (job: TrainingJob): string =>
  createHash("sha256").update(JSON.stringify(job)).digest("hex");
