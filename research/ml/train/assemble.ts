import type { Outcome } from "../../../engine/run/result.ts";
import { expectedMaxSharpe } from "../../stats/selection/expected-max.ts";
import { deflatedSharpe } from "../../stats/selection/probabilistic-sharpe.ts";
import { sharpeMoments } from "../../stats/selection/sharpe-moments.ts";
import { windowReturns } from "../../walkforward/figures.ts";
import type { SampleTable } from "../dataset.ts";
import { type FoldFit, lossOf } from "./fit-fold.ts";
import type { FoldOptions, FoldPlan } from "./folds.ts";
import type { TrainingJob } from "./job.ts";
import {
  calibrationClasses,
  chanceCurves,
  chanceMeasures,
  correlationOf,
  numberMeasures,
} from "./measures.ts";
import type { TrainedFeature, TrainedFold, TrainingResult } from "./model.ts";

const rules = [
  "a sample is learned from only where its label is known before the test begins, or begins after all that the test tells of and the embargo",
  "the last part of each training window is held out, purged likewise: it chooses parameters of the learner, tells when to stop and fits the calibration; the test is predicted once, by the finished model",
  "preparation and selection of features are fitted on what is learned from alone",
  "each model predicts from the start of its test until the next one does; positions carry over from model to model",
];

/** What the runs along the paths came to. */
export interface PathOutcome {
  readonly totalReturn: number;
  readonly sharpe: number;
}

export interface Assembled {
  readonly job: TrainingJob;
  readonly table: SampleTable;
  readonly plan: FoldPlan;
  readonly fits: readonly FoldFit[];
  /** The label in words. */
  readonly label: string;
  readonly paths: readonly PathOutcome[];
  readonly shownPath: number;
  /** Of the path that is shown. */
  readonly outcome: Outcome;
  readonly cash: number;
}

/** Puts together what a training found. */
export function assembleTraining(made: Assembled): TrainingResult {
  const { job, table, plan, fits, label, paths, shownPath, outcome, cash } = made;
  const folds = plan.folds.map((fold, k) => foldOf(made, fold, fits[k]!));
  const variants = new Set(fits.flatMap(({ trials }) => trials.map(({ params }) => JSON.stringify(params))));
  const along = alongPath(made, plan.paths[shownPath]!);
  const y = Float64Array.from(along.rows, (row) => table.y[row]!);
  return {
    scheme: job.folds.scheme,
    windows: windowsText(job.folds, job.tailShare),
    label,
    learner: job.learner,
    task: job.task === "binary" ? "binary" : "regression",
    rules,
    samples: table.y.length,
    fingerprint: job.fingerprint,
    seed: job.seed,
    folds,
    features: featuresOf(table, fits),
    ...toldOf(job, along.predictions, y),
    ...(job.task === "binary" && { calibration: calibrationClasses(along.predictions, y) }),
    importanceSteadiness: steadinessOf(fits),
    variants: variants.size,
    deflated: deflatedOf(outcome, cash, variants.size),
    paths,
    shownPath,
  };
}

/** A test of fewer samples than this tells nothing of a model alone. */
const toldRowsMin = 30;

function foldOf({ job, table, plan }: Assembled, fold: FoldPlan["folds"][number], fit: FoldFit): TrainedFold {
  const { train, test, trainRows, testRows } = fold;
  const at = (column: Float64Array) => Float64Array.from(testRows, (row) => column[row]!);
  const y = at(table.y);
  const chosen = JSON.stringify(fit.params);
  return {
    train,
    test: test.map((stretch) => plan.stretches[stretch]!),
    trainSamples: trainRows.length,
    testSamples: testRows.length,
    params: fit.params,
    tailLoss: fit.trials.find(({ params }) => JSON.stringify(params) === chosen)?.loss ?? Number.NaN,
    testLoss: lossOf(job.task, fit.predictions, { columns: [], y, weights: at(table.weights) }),
    losses: [...fit.losses],
    ...(testRows.length >= toldRowsMin && toldOf(job, fit.predictions, y)),
  };
}

const toldOf = ({ task }: TrainingJob, predictions: Float64Array, y: Float64Array) =>
  task === "binary"
    ? { chance: chanceMeasures(predictions, y), ...chanceCurves(predictions, y) }
    : { number: numberMeasures(predictions, y) };

/** Predictions of the tests along a path, with the rows that they are of. */
function alongPath(
  { plan, fits, table: { startMs }, outcome: { timeframeMs } }: Assembled,
  path: readonly number[],
) {
  const rows: number[] = [];
  const predictions: number[] = [];
  for (const [stretch, fold] of path.entries()) {
    const { fromMs, toMs } = plan.stretches[stretch]!;
    for (const [k, row] of plan.folds[fold]!.testRows.entries()) {
      // A sample begins at the close of its bar.
      const openMs = startMs[row]! - timeframeMs;
      if (!(openMs >= fromMs && openMs < toMs)) continue;
      rows.push(row);
      predictions.push(fits[fold]!.predictions[k]!);
    }
  }
  return { rows, predictions: Float64Array.from(predictions) };
}

function featuresOf({ features }: SampleTable, fits: readonly FoldFit[]): TrainedFeature[] {
  const found = features.map((name, j): TrainedFeature => {
    const importances = fits.map(({ importance }) => importance[j] ?? Number.NaN);
    return {
      name,
      importance: importances.reduce((sum, value) => sum + value, 0) / importances.length,
      importances,
      stability: fits.map(({ stability }) => stability[j]!),
      ks: fits.map(({ ks }) => ks[j]!),
    };
  });
  return found.sort((a, b) => (b.importance || 0) - (a.importance || 0) || (a.name < b.name ? -1 : 1));
}

function steadinessOf(fits: readonly FoldFit[]): number {
  const pairs = fits.slice(1).map(({ importance }, k) => correlationOf(fits[k]!.importance, importance));
  return pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
}

/**
 * The deflated Sharpe ratio of the run among as many trials. What their Sharpe ratios would have been is not known, for
 * each was judged by its loss: they are taken to scatter as those of strategies without skill do over as many bars.
 */
function deflatedOf(outcome: Outcome, cash: number, trials: number): TrainingResult["deflated"] {
  const moments = sharpeMoments(windowReturns(outcome, cash));
  const spread = { count: trials, variance: trials > 1 ? 1 / (moments.n - 1) : 0 };
  return {
    sharpe: deflatedSharpe(moments, spread),
    trials,
    luck: expectedMaxSharpe(spread) * Math.sqrt(outcome.barsPerYear),
  };
}

function windowsText(folds: FoldOptions, tailShare: number): string {
  const days = (ms: number): string => {
    const count = Number((ms / 86_400_000).toFixed(3));
    return `${count} day${count === 1 ? "" : "s"}`;
  };
  const held = `the last ${Math.round(tailShare * 100)}% of each training window held out`;
  if ("trainMs" in folds) {
    const { scheme, trainMs, testMs, embargoMs } = folds;
    const first = scheme === "anchored" ? " at first" : "";
    return `train ${days(trainMs)}${first}, test ${days(testMs)}, embargo ${days(embargoMs)}; ${held}`;
  }
  const { scheme, folds: count, testGroups, embargoMs } = folds;
  const cut = scheme === "cpcv" ? `${count} groups, ${testGroups} of them the test` : `${count} folds`;
  return `${cut}; embargo ${days(embargoMs)}; ${held}`;
}
