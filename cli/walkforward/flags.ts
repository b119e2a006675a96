import { returnObjectives } from "../../research/walkforward/figures.ts";
import { schemes } from "../../research/walkforward/model.ts";
import { dataFlags, jsonFlag, openFlag, quietFlag, runsFlags, settingsFlags } from "../flags.ts";
import { spaceFlags, sweepFlags } from "../sweep/flags.ts";

/** How history is cut into windows. */
const windowFlags = {
  scheme: {
    type: "string",
    choices: schemes,
    describe:
      "Windows that walk forward, or cross-validation by purged folds or their combinations [walk-forward]",
  },
  train: { type: "string", describe: "Length of the training windows: 365d, 52w, or 500bars" },
  test: { type: "string", describe: "Length of the test windows, which follow each other without a gap" },
  anchored: {
    type: "boolean",
    describe: "Train from the first bar on, ever longer, instead of moving along",
  },
  embargo: { type: "string", describe: "Time between training and test; behind a test, for folds [0d]" },
  purge: {
    type: "string",
    describe:
      "Folds: time within which a decision's return is earned; training keeps off the test by it [1bars]",
  },
  folds: { type: "number", describe: "Folds, or groups to combine [5; of cpcv 6]" },
  "test-groups": { type: "number", describe: "cpcv: groups that are the test of one split [2]" },
  objective: {
    type: "string",
    describe: `Metric of which each fold takes the best; of folds one of ${returnObjectives.join(", ")} [sharpe]`,
  },
} as const;

const { param, where, search, trials, seed } = spaceFlags;

export const walkForwardFlags = {
  param,
  where,
  ...windowFlags,
  search,
  trials: { ...trials, describe: "Variants that each fold tries unless all are [1000; of tpe 200]" },
  seed,
  ...dataFlags,
  ...settingsFlags,
  workers: sweepFlags.workers,
  intrabar: { ...settingsFlags.intrabar, choices: ["pessimistic", "optimistic"] },
  ...runsFlags,
  report: { type: "string", describe: "Write the report here too; --no-report writes none" },
  ...openFlag,
  json: { ...jsonFlag.json, describe: `${jsonFlag.json.describe}; --json=full adds every bar` },
  "json-full": { type: "boolean", hidden: true },
  ...quietFlag,
} as const;
