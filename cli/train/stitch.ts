import { writeArtefacts } from "../../engine/model/artefact-file.ts";
import type { Run } from "../../engine/run/result.ts";
import { defaultSettings } from "../../engine/run/settings.ts";
import { keepModel } from "../../engine/training/model-files.ts";
import { assembleTraining } from "../../research/ml/train/assemble.ts";
import type { FoldFit } from "../../research/ml/train/fit-fold.ts";
import { trainedIdentity } from "../../research/ml/train/identity.ts";
import { labellingOf, labelText } from "../../research/ml/train/labels.ts";
import type { TrainedRun, TrainingResult } from "../../research/ml/train/model.ts";
import { recordAlong } from "../../research/ml/train/model-record.ts";
import { scheduleAlong } from "../../research/ml/train/schedule.ts";
import { middlePath } from "../../research/walkforward/analysis.ts";
import { figuresOf } from "../../research/walkforward/figures.ts";
import type { Io } from "../io.ts";
import { type Performed, runResolved } from "../perform.ts";
import type { RunRequest } from "../request.ts";
import type { PreparedTraining } from "./prepare.ts";

/** A trained run with all that it takes to store it. */
export interface Stitched {
  readonly run: TrainedRun;
  readonly request: RunRequest;
  readonly history: Performed["history"];
  /** Text of the model file that the run names. */
  readonly model: string;
}

/**
 * Backtests the models along each path as one strategy that changes its model as each test begins, by the pipeline of any
 * backtest; of several paths the middle one by total return is shown.
 */
export async function stitchTraining(
  prepared: PreparedTraining,
  fits: readonly FoldFit[],
  file: string,
  lookForFiner: boolean,
  io: Io,
): Promise<Stitched> {
  const { loaded, history, plan, params, settings, data, job, table } = prepared;
  const made: (Omit<Stitched, "run"> & { readonly run: Run })[] = [];
  const { timeframeMs } = history.datasets[0]!.bars;
  const recorded = { strategy: loaded.strategy, table, plan, scheme: job.folds.scheme, timeframeMs };
  for (const path of plan.paths) {
    const model = writeArtefacts(scheduleAlong(plan, path, fits), recordAlong(recorded, path));
    const request: RunRequest = {
      target: loaded.target,
      params: { ...params, model: keepModel(file, model) },
      data,
      settings: { ...settings, fromMs: plan.stretches[0]!.fromMs },
      bounds: false,
      driver: "vector",
    };
    made.push({ model, ...(await runResolved(loaded, request, history, lookForFiner, io)) });
  }
  const figures = made.map(({ run }) => figuresOf(run.metrics, "sharpe"));
  const shownPath = middlePath(figures);
  const shown = made[shownPath]!;
  const training = assembleTraining({
    job,
    table,
    plan,
    fits,
    label: labelText(labellingOf(loaded.strategy.training.label)),
    paths: figures.map(({ totalReturn, sharpe }) => ({ totalReturn, sharpe })),
    shownPath,
    outcome: shown.run.outcome,
    cash: settings.cash ?? defaultSettings.cash,
  });
  const warnings = [...shown.run.warnings, ...warningsOf(training)];
  const identity = trainedIdentity(shown.run.identity, training);
  return { ...shown, run: { ...shown.run, identity, warnings, training } };
}

/** What a reader must know before believing the models. */
function warningsOf({ folds, chance, number, deflated }: TrainingResult): string[] {
  const warnings: string[] = [];
  if (folds.length < 5) {
    warnings.push(
      `${folds.length} model${folds.length === 1 ? " is" : "s are"} too few to judge by (under 5)`,
    );
  }
  if (chance && !(chance.logLoss < chance.baseLogLoss)) {
    warnings.push(
      `out of sample the model tells no more than the base rate does (log-loss ${chance.logLoss.toFixed(4)}, base ${chance.baseLogLoss.toFixed(4)})`,
    );
  }
  if (number && !(number.rankCorrelation > 0)) {
    warnings.push(
      `out of sample predictions do not rise with what came (rank correlation ${number.rankCorrelation.toFixed(4)})`,
    );
  }
  if (!(deflated.sharpe >= 0.95)) {
    warnings.push(
      `deflated by the ${deflated.trials} variant${deflated.trials === 1 ? "" : "s"} of this run alone (bot4 validate counts the ledger), the Sharpe ratio is above luck with probability ${deflated.sharpe.toFixed(2)} (under 0.95)`,
    );
  }
  return warnings;
}
