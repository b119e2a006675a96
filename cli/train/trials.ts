import { appendTrials, closeTrials } from "../../data/ledger/append.ts";
import type { Trial } from "../../data/ledger/trial.ts";
import { parseSettings } from "../../engine/run/settings.ts";
import type { FoldFit } from "../../research/ml/train/fit-fold.ts";
import { resultOf, subjectOf } from "../ledger.ts";
import type { PreparedTraining } from "./prepare.ts";

/** The rows of a training in the ledger of trials: a fit is a trial, by the parameters of its learner. */
export interface TrainingTrials {
  /** Says what will be tried, before anything is: so the number cannot be talked down by ending early. */
  readonly announce: (variants: number) => Promise<void>;
  readonly add: (fold: number, fit: FoldFit) => Promise<void>;
  readonly close: () => void;
}

/** Opens the ledger for a training. */
export function trainingTrials(ledger: string, prepared: PreparedTraining): TrainingTrials {
  const { loaded, history, settings, job, plan, params, hash } = prepared;
  const shared = subjectOf({
    kind: "training",
    strategy: loaded.strategy.name,
    sourceHash: loaded.sourceHash,
    data: history.datasets.map(({ identity }) => identity),
    settings: parseSettings(settings),
    group: hash,
    seed: job.seed,
  });
  return {
    announce: (variants) =>
      appendTrials(ledger, [{ subject: shared, status: "planned", timeMs: Date.now(), variants }]),
    add: (fold, { trials }) => {
      const { train } = plan.folds[fold]!;
      const subject = { ...shared, fromMs: train[0]!.fromMs, toMs: train.at(-1)!.toMs };
      const timeMs = Date.now();
      return appendTrials(
        ledger,
        trials.map(({ params: own, loss }): Trial => {
          // A model that was only fitted has no returns; what was sought the least of is its loss.
          const result = resultOf({}, 1, -loss);
          const named = { ...params, learner: job.learner, ...own };
          return { subject, status: "done", timeMs, params: named, result };
        }),
      );
    },
    close: () => closeTrials(ledger),
  };
}
