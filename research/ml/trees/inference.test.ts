import { expect, test } from "vitest";
import { scoreOf, type TreeEnsemble } from "../../../engine/model/trees.ts";
import { binned } from "./bins.ts";
import { checkBoost } from "./boost-options.ts";
import { arraysOf } from "./ensemble.ts";
import { logLoss } from "./losses.ts";
import { madeUp, rowMajor } from "./testing/made-up.ts";
import { treeMaker } from "./tree-maker.ts";

test.each([1, 0.6])("inference gives the trainer's own scores bit for bit, rowShare %d", (rowShare) => {
  const samples = madeUp(2000, { features: 20, missing: 0.4 });
  const { columns, y } = samples;
  const options = checkBoost(samples, {
    loss: "logistic",
    trees: 100,
    depthMax: 4,
    leafRowsMin: 5,
    rowShare,
  });
  const data = binned(columns);
  const base = logLoss.base(y, undefined);
  const scores = new Float64Array(y.length).fill(base);
  const gradients = { gradient: new Float64Array(y.length), hessian: new Float64Array(y.length) };
  const nextTree = treeMaker(data, options);
  const trees = Array.from({ length: options.trees }, () => {
    logLoss.derive(gradients, y, scores, undefined);
    return nextTree(gradients, scores);
  });
  const model: TreeEnsemble = { kind: "trees", link: "logistic", base, ...arraysOf(trees, data.edges) };
  const x = rowMajor(columns);
  for (let i = 0; i < y.length; i++) {
    const found = scoreOf(model, x, i * 20);
    if (!Object.is(found, scores[i])) expect({ i, found }).toEqual({ i, found: scores[i] });
  }
});
