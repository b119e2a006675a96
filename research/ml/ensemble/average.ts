import type { Ensemble } from "../../../engine/model/ensemble.ts";
import type { Model } from "../../../engine/model/kinds.ts";
import type { Fitted, Learner } from "../learner.ts";
import { meanImportance, membersOf } from "./members.ts";
import { weighed } from "./weighed.ts";

/**
 * A learner whose model is the mean of several learners' models. Its parameters are theirs, each behind the name of its
 * learner, such as `gbdt.trees`. Throws a UserError for fewer than two learners.
 */
export function averaged(learners: readonly Learner[]): Learner {
  const { tasks, params, learnAll } = membersOf(learners);
  return {
    name: "average",
    about: `mean of ${learners.map(({ name }) => name).join(", ")}`,
    tasks,
    params,
    needs: { filled: false, scaled: false, history: learners.some(({ needs }) => needs.history) },
    learn: async (request): Promise<Fitted> => {
      const fitted = await learnAll(request);
      const features = request.samples.columns.length;
      const weights = fitted.map(() => 1 / fitted.length);
      const model: Ensemble<Model> = weighed(fitted, features, { link: "identity", intercept: 0, weights });
      const importance = meanImportance(fitted);
      return { model, losses: [], ...(importance && { importance }) };
    },
  };
}
