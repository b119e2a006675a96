import { int, num } from "../../../engine/graph/params.ts";
import type { Fitted, Learner, Task } from "../learner.ts";
import { shares } from "../shares.ts";
import { boost } from "./boost.ts";
import { boostClasses } from "./boost-classes.ts";

const params = {
  trees: int(200, { from: 1, to: 2000 }),
  learningRate: num(0.05, { from: 0.005, to: 1, log: true }),
  leavesMax: int(15, { from: 2, to: 255 }),
  depthMax: int(6, { from: 1, to: 64 }),
  leafRowsMin: int(50, { from: 1, to: 10_000, log: true }),
  l2: num(1, { from: 0, to: 100 }),
  rowShare: num(0.8, { from: 0.1, to: 1 }),
  featureShare: num(0.8, { from: 0.1, to: 1 }),
  patience: int(20, { from: 1, to: 500 }),
  quantile: num(0.5, { from: 0.01, to: 0.99 }),
};

const tasks: readonly Task[] = ["binary", "classes", "regression", "quantile"];
const losses = { binary: "logistic", regression: "squared", quantile: "quantile" } as const;

/** Histogram gradient-boosted trees. */
export const gbdt: Learner<typeof params> = {
  name: "gbdt",
  about: "histogram gradient-boosted trees",
  tasks,
  params,
  needs: { filled: false, scaled: false },
  learn({ task, samples, validation, params: given, seed }): Fitted {
    const options = { ...given, seed, ...(validation && { validation }) };
    const found =
      task === "classes"
        ? boostClasses(samples, options)
        : boost(samples, { ...options, loss: losses[task] });
    return { model: found.model, losses: found.losses, importance: shares(found.gain) };
  },
};
