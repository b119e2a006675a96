import { searchKinds } from "../../research/sweep/search.ts";
import { dataFlags, jsonFlag, openFlag, quietFlag, settingsFlags } from "../flags.ts";

/** What a sweep tries, and how. */
export const spaceFlags = {
  param: {
    type: "string",
    array: true,
    describe:
      "What to try: fast=2:101 or fast=2:100:5 (ends included), stop=0.5:3:0.25, kind=a,b, one value, or a name " +
      "alone for the range that the strategy declares; may be repeated",
  },
  where: { type: "string", describe: "Condition on the parameters: \"fast < slow && kind != 'a'\"" },
  each: { type: "boolean", describe: "Try each symbol by itself; otherwise all share one cash account" },
  period: {
    type: "string",
    array: true,
    describe:
      "Calendar years, months or days, ends included: 2021, 2021:2022, 2020-03:2020-05; each is tried",
  },
  search: {
    type: "string",
    choices: searchKinds,
    describe: "All points, random ones, Latin hypercubes, or Bayesian by Parzen estimators [grid]",
  },
  trials: { type: "number", describe: "Variants to try unless all are [1000; of tpe 200]" },
  seed: { type: "number", describe: "Seed of a search that draws [1]" },
  objective: { type: "string", describe: "Metric by which variants are ranked [sharpe]" },
} as const;

export const sweepFlags = {
  ...spaceFlags,
  ...dataFlags,
  ...settingsFlags,
  intrabar: { ...settingsFlags.intrabar, choices: ["pessimistic", "optimistic"] },
  top: { type: "number", describe: "How many of the best to show [20]" },
  statistics: {
    type: "string",
    choices: ["all", "core"],
    describe: "Every metric, or total return, Sharpe and drawdown alone, which is faster [all]",
  },
  workers: { type: "number", describe: "Threads; the results do not depend on it [a core each]" },
  out: { type: "string", describe: "Write every variant to this Parquet file" },
  report: {
    type: "string",
    describe: "Write a report with the surfaces of the parameters to this HTML file",
  },
  ...openFlag,
  runs: {
    type: "string",
    describe: "Folder of stored runs, beside which an unfinished sweep is kept [runs]",
  },
  ...jsonFlag,
  ...quietFlag,
} as const;
