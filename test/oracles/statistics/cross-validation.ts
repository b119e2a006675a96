import { timeSeriesSplits } from "../../../research/validate/cross-validation.ts";
import { combinatorialPurged } from "../../../research/validate/cross-validation-combinatorial.ts";
import { purgedKFold } from "../../../research/validate/cross-validation-purged.ts";
import { walkForwardWindows } from "../../../research/validate/cross-validation-walk-forward.ts";
import type { Case, Family, Got } from "./case.ts";

type Params = Readonly<Record<string, unknown>>;

/** Runners by the first words of a case's name. */
const runners: readonly (readonly [name: string, run: (params: Params) => unknown])[] = [
  [
    "timeseriessplit_",
    ({ n, n_splits, gap, test_size, max_train_size }) => ({
      splits: timeSeriesSplits(n as number, {
        splits: n_splits as number,
        gap: gap as number,
        ...(typeof test_size === "number" && { test: test_size }),
        ...(typeof max_train_size === "number" && { trainMax: max_train_size }),
      }),
    }),
  ],
  [
    "purged_kfold_",
    ({ convention, t1, n_splits, embargo_bars }) => ({
      splits: purgedKFold({
        ends: t1 as number[],
        folds: n_splits as number,
        embargo: embargo_bars as number,
        rule: convention === "afml_snippet_7_3" ? "book" : "strict",
      }),
    }),
  ],
  [
    "cpcv_",
    ({ t1, n_groups, n_test_groups, embargo_bars }) => {
      const { groups, splits, paths } = combinatorialPurged({
        ends: t1 as number[],
        groups: n_groups as number,
        testGroups: n_test_groups as number,
        embargo: embargo_bars as number,
      });
      return {
        groups,
        n_splits: splits.length,
        n_paths: paths.length,
        splits: splits.map(({ testGroups, train, test }) => ({ test_groups: testGroups, train, test })),
        paths,
      };
    },
  ],
  [
    "walk_forward_",
    ({ n, train, test, step, gap, anchored }) => ({
      windows_trainstart_trainend_teststart_testend: walkForwardWindows(n as number, {
        train: train as number,
        test: test as number,
        step: step as number,
        gap: gap as number,
        anchored: anchored as boolean,
      }).map((window) => [...window.train, ...window.test]),
    }),
  ],
];

export const crossValidation: Family = {
  run: ({ name, input }: Case): Got => {
    const [, run] = runners.find(([start]) => name.startsWith(start)) ?? [];
    if (!run) throw new Error(`unknown kind of case: ${name}`);
    return run(input.params as Params) as Got;
  },
};
