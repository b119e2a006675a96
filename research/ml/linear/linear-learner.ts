import { num } from "../../../engine/graph/params.ts";
import type { Fitted, Learner } from "../learner.ts";
import { shares } from "../shares.ts";
import { linearRegression, logisticRegression } from "./elastic-net.ts";

const params = {
  l1: num(0, { from: 0, to: 1 }),
  l2: num(0.001, { from: 0.000001, to: 100, log: true }),
};

/** Ridge, lasso and elastic net, for a mean or for the chance of a target of 0 and 1. */
export const linear: Learner<typeof params> = {
  name: "linear",
  about: "elastic-net regression, or logistic regression for a target of 0 and 1",
  tasks: ["binary", "regression"],
  params,
  needs: { filled: true, scaled: true },
  learn({ task, samples, params: penalty }): Fitted {
    const model = (task === "binary" ? logisticRegression : linearRegression)(samples, penalty);
    // On features of one scale the size of a coefficient tells what the score owes to it.
    return { model, losses: [], importance: shares(model.coefficients.map(Math.abs)) };
  },
};
