import { int, num } from "../../../engine/graph/params.ts";
import type { Fitted, Learner } from "../learner.ts";
import { forest, forestClasses } from "./forest.ts";

const params = {
  trees: int(200, { from: 1, to: 2000 }),
  leavesMax: int(64, { from: 2, to: 4096, log: true }),
  depthMax: int(64, { from: 1, to: 64 }),
  leafRowsMin: int(50, { from: 1, to: 10_000, log: true }),
  featureShare: num(0.25, { from: 0.01, to: 1 }),
  rowShare: num(1, { from: 0.05, to: 1 }),
};

/** Random forests. Their losses are those of rows that each tree did not see; validation is not looked at. */
export const randomForest: Learner<typeof params> = {
  name: "forest",
  about: "random forest: the mean of trees on drawn rows and features",
  tasks: ["binary", "classes", "regression"],
  params,
  needs: { filled: false, scaled: false },
  learn({ task, samples, params: options, seed }): Fitted {
    const learn = task === "classes" ? forestClasses : forest;
    const { model, losses, importance } = learn(samples, { ...options, seed });
    return { model, losses, importance };
  },
};
