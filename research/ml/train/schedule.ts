import type { Schedule } from "../../../engine/model/schedule.ts";
import type { FoldFit } from "./fit-fold.ts";
import type { FoldPlan } from "./folds.ts";

/** The models along a path, each from the start of its test on; what comes after the last test is told by its model. */
export function scheduleAlong(
  { stretches }: Pick<FoldPlan, "stretches">,
  path: readonly number[],
  fits: readonly Pick<FoldFit, "artefact">[],
): Schedule {
  return path.map((fold, k) => ({ fromMs: stretches[k]!.fromMs, artefact: fits[fold]!.artefact }));
}
