import { trainingSchemes } from "../../research/ml/train/folds.ts";
import { dataFlags, jsonFlag, openFlag, paramFlags, quietFlag, runsFlags, settingsFlags } from "../flags.ts";
import { spaceFlags } from "../sweep/flags.ts";

export const trainFlags = {
  scheme: {
    type: "string",
    choices: trainingSchemes,
    describe:
      "Windows that walk forward, ones that only grow, or cross-validation by purged folds or their combinations [walk-forward]",
  },
  train: {
    type: "string",
    describe: "Length of the training windows, of the first one if anchored: 365d, 52w",
  },
  test: { type: "string", describe: "Length of the test windows: how often the model is trained again" },
  embargo: { type: "string", describe: "Time between training and test; behind a test, for folds [0d]" },
  folds: { type: "number", describe: "Folds, or groups to combine [5; of cpcv 6]" },
  "test-groups": { type: "number", describe: "cpcv: groups that are the test of one split [2]" },
  tune: {
    type: "string",
    array: true,
    describe:
      "Parameters of the learner to choose in each fold by its held-out tail: leavesMax=4:32:4, l2=0.1,1,10; may be repeated",
  },
  search: spaceFlags.search,
  trials: {
    ...spaceFlags.trials,
    describe: "Variants that each fold tries unless all are [1000; of tpe 200]",
  },
  seed: { type: "number", describe: "Seed of the search and of the learner [1]" },
  tail: {
    type: "number",
    describe: "Part of each training window that is held out to choose and to stop by [0.2]",
  },
  workers: {
    type: "number",
    describe: "Threads to train with [one a processor]; the result does not depend on it",
  },
  model: { type: "string", describe: "File of the trained model [models/<name>.model]" },
  predictions: {
    type: "string",
    describe: "Write what the models told of every bar, out of sample, to this Parquet file",
  },
  ...paramFlags,
  ...dataFlags,
  ...settingsFlags,
  intrabar: { ...settingsFlags.intrabar, choices: ["pessimistic", "optimistic"] },
  ...runsFlags,
  report: { type: "string", describe: "Write the report here too; --no-report writes none" },
  ...openFlag,
  json: { ...jsonFlag.json, describe: `${jsonFlag.json.describe}; --json=full adds every bar` },
  "json-full": { type: "boolean", hidden: true },
  ...quietFlag,
} as const;
