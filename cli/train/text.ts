import type { FoldFit } from "../../research/ml/train/fit-fold.ts";
import type { TrainedRun, TrainingResult } from "../../research/ml/train/model.ts";
import { formatTime } from "../format.ts";
import { headlineText } from "../headline.ts";
import type { Io } from "../io.ts";
import { tableText } from "../table.ts";

const figure = (value: number | undefined, digits = 4): string =>
  value === undefined || Number.isNaN(value) ? "n/a" : value.toFixed(digits);

/** What is said of a fold as it is done. */
export function foldLine(fold: number, folds: number, fit: FoldFit, fresh: boolean): string {
  const best = Math.min(...fit.trials.map(({ loss }) => loss).filter((loss) => !Number.isNaN(loss)));
  const rounds = fit.losses.length > 0 ? `, ${fit.losses.length} rounds` : "";
  const tried = fit.trials.length > 1 ? `, best of ${fit.trials.length} variants` : "";
  const kept = fresh ? "" : " (kept from before)";
  return `model ${fold + 1} of ${folds}: loss ${figure(best)} on what was held out${rounds}${tried}${kept}\n`;
}

/** What `bot4 train` prints: the headline of the stitched backtest, then model by model. */
export function trainingText(run: TrainedRun, io: Io): string {
  const { training } = run;
  const { scheme, windows, label, learner, variants, samples, paths, features } = training;
  const ways = paths.length > 1 ? `; of ${paths.length} paths the middle one is shown` : "";
  return [
    headlineText(run, "vector", io),
    "",
    `scheme      ${scheme}: ${windows}${ways}`,
    `learned     ${label}; by ${learner}, ${variants} variant${variants === 1 ? "" : "s"}; ${samples.toLocaleString("en-US")} samples of ${features.length} features`,
    `told        ${toldText(training)}`,
    `deflated    ${figure(training.deflated.sharpe, 3)} chance that the Sharpe ratio is above the best of ${training.deflated.trials} by luck; trials of this run alone, bot4 validate counts the ledger`,
    ...(!(features[0]!.importance > 0)
      ? []
      : [
          `features    ${features
            .slice(0, 6)
            .map(({ name, importance }) => `${name} ${Math.round(importance * 100)}%`)
            .join(", ")}`,
        ]),
    "",
    foldTable(training),
    ...(training.folds.some(({ chance, number }) => !chance && !number)
      ? ["n/a: under 30 samples tested, which tell nothing of a model alone"]
      : []),
  ].join("\n");
}

/** How well it told, in words. */
export function toldText({ chance, number }: Pick<TrainingResult, "chance" | "number">): string {
  if (chance) {
    return `AUC ${figure(chance.auc, 3)}, log-loss ${figure(chance.logLoss)} (base rate ${figure(chance.baseLogLoss)}), Brier ${figure(chance.brier)}, on ${chance.samples.toLocaleString("en-US")} samples out of sample`;
  }
  return `rank correlation ${figure(number?.rankCorrelation)}, correlation ${figure(number?.correlation)}, R2 ${figure(number?.r2)}, on ${(number?.samples ?? 0).toLocaleString("en-US")} samples out of sample`;
}

function foldTable({ folds, task }: TrainingResult): string {
  const rows = folds.map((fold, k) => [
    String(k + 1),
    fold.train.map(({ fromMs, toMs }) => `${formatTime(fromMs)} to ${formatTime(toMs)}`).join(", "),
    fold.test.map(({ fromMs, toMs }) => `${formatTime(fromMs)} to ${formatTime(toMs)}`).join(", "),
    fold.trainSamples.toLocaleString("en-US"),
    fold.testSamples.toLocaleString("en-US"),
    figure(fold.tailLoss),
    figure(fold.testLoss),
    figure(task === "binary" ? fold.chance?.auc : fold.number?.rankCorrelation, 3),
  ]);
  const head = [
    "model",
    "training",
    "test",
    "samples",
    "tested",
    "loss held out",
    "loss in test",
    task === "binary" ? "AUC" : "rank corr.",
  ];
  return tableText(rows, { head, right: [0, 3, 4, 5, 6, 7] });
}
