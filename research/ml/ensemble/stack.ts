import { refuse } from "../../../engine/core/errors.ts";
import { int, num, type ValuesOf } from "../../../engine/graph/params.ts";
import { memoryOf } from "../../../engine/model/kinds.ts";
import { purgedKFold } from "../../validate/cross-validation-purged.ts";
import type { FitRequest, Fitted, Learner } from "../learner.ts";
import { linearRegression, logisticRegression } from "../linear/elastic-net.ts";
import { predictionsOf } from "../predictions.ts";
import { samplesOf } from "../rows.ts";
import { type Members, meanImportance, membersOf } from "./members.ts";
import { weighed } from "./weighed.ts";

const params = {
  folds: int(5, { from: 2, to: 20 }),
  /** Ridge penalty on the weights of the members. */
  l2: num(0.001, { from: 0, to: 10 }),
};

/**
 * A learner that weighs several learners by a regression on their predictions (Wolpert 1992). The regression sees
 * out-of-fold predictions only: those of models that were trained on the other folds, less the samples whose labels
 * reach into the fold. Then all learn once more, from all samples. Parameters are those of the members, each behind the
 * name of its learner, `folds`, and `l2`. It must be told how far labels reach: see `FitRequest.ends`.
 * Throws a UserError for fewer than two learners, without ends, and for learners that look back over samples.
 */
export function stacked(learners: readonly Learner[]): Learner {
  const members = membersOf(learners);
  return {
    name: "stack",
    about: `regression on the out-of-fold predictions of ${learners.map(({ name }) => name).join(", ")}`,
    tasks: members.tasks.filter((task) => task === "binary" || task === "regression"),
    params: { ...params, ...members.params },
    needs: { filled: false, scaled: false },
    learn: async (request): Promise<Fitted> => {
      const { samples, task } = request;
      const { l2 } = request.params as ValuesOf<typeof params>;
      const judged = await outOfFold(members, request);
      const regress = task === "binary" ? logisticRegression : linearRegression;
      const { link, intercept, coefficients } = regress(judged, { l2 });
      const fitted = await members.learnAll(request);
      const model = weighed(fitted, samples.columns.length, { link, intercept, weights: coefficients });
      const importance = meanImportance(fitted);
      return { model, losses: [], ...(importance && { importance }) };
    },
  };
}

/** Samples whose features are the members' predictions, each made without having seen the fold. */
async function outOfFold({ learnAll }: Members, request: FitRequest) {
  const { samples, ends } = request;
  const { folds } = request.params as ValuesOf<typeof params>;
  if (!ends) refuse("stack must be told how far each label reaches: give ends, by sample");
  const columns: Float64Array[] = [];
  for (const { train, test } of purgedKFold({ ends, folds })) {
    const { ends: _, ...rest } = request;
    const fitted = await learnAll({ ...rest, samples: samplesOf(samples, train) });
    const judged = samplesOf(samples, test);
    for (const [k, { model }] of fitted.entries()) {
      if (memoryOf(model) > 0) refuse("stack must be made of learners that look at one sample at a time");
      columns[k] ??= new Float64Array(samples.y.length);
      const found = predictionsOf(model, judged.columns);
      for (const [n, row] of test.entries()) columns[k][row] = found[n]!;
    }
  }
  return { ...samples, columns };
}
