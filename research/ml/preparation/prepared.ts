import type { Ensemble } from "../../../engine/model/ensemble.ts";
import type { Model } from "../../../engine/model/kinds.ts";
import { withFeatures } from "../history.ts";
import type { FitRequest, Fitted, Learner } from "../learner.ts";
import type { Samples } from "../trees/boost-options.ts";
import { fitPreparation, type PreparationPlan } from "./fit-preparation.ts";
import { preparedColumns } from "./prepared-columns.ts";
import { type SelectionPlan, selectFeatures } from "./select-features.ts";

/** What is fitted before a learner learns. What is left out is done as the learner needs it: see `Learner.needs`. */
export interface PreparedPlan extends Partial<PreparationPlan> {
  /** Which features are kept; all unless told. */
  readonly select?: SelectionPlan;
}

/**
 * A learner that chooses features, fills them in and scales them, and then learns as the given one does. All of it is
 * fitted on the samples that it is asked to learn from, so that within a fold nothing of another is seen. Its model holds
 * what was fitted, and takes features as they are.
 */
export function prepared(learner: Learner, plan: PreparedPlan = {}): Learner {
  const { needs } = learner;
  const { select } = plan;
  const settled: PreparationPlan = {
    fill: plan.fill ?? (needs.filled ? "median" : "none"),
    scale: plan.scale ?? (needs.scaled ? "standard" : "none"),
  };
  return {
    ...learner,
    needs: { ...needs, filled: false, scaled: false },
    learn: async (request: FitRequest): Promise<Fitted> => {
      const { samples, validation } = request;
      const places = select ? selectFeatures(samples, select) : Int32Array.from(samples.columns.keys());
      const taken = (columns: Samples["columns"]) => Array.from(places, (j) => columns[j]!);
      const preparation = fitPreparation(taken(samples.columns), settled);
      const made = (columns: Samples["columns"]) => preparedColumns(preparation, taken(columns));
      const seen = (from: Samples): Samples => ({
        ...from,
        columns: made(from.columns),
        ...(from.history && { history: withFeatures(from.history, made) }),
      });
      const fitted = await learner.learn({
        ...request,
        samples: seen(samples),
        ...(validation && { validation: seen(validation) }),
      });
      const member = { model: fitted.model, places, preparation, weight: 1 };
      const model: Ensemble<Model> = { kind: "ensemble", link: "identity", intercept: 0, members: [member] };
      return {
        model,
        losses: fitted.losses,
        ...(fitted.importance && { importance: spread(fitted.importance, places, samples.columns.length) }),
      };
    },
  };
}

/** The importance of the chosen features among all; the others have none. */
function spread(importance: Float64Array, places: Int32Array, features: number): Float64Array {
  const all = new Float64Array(features);
  for (const [k, place] of places.entries()) all[place] = importance[k]!;
  return all;
}
