import type { Run } from "../../../engine/run/result.ts";
import type { TimeSpan, TrainingScheme } from "./folds.ts";
import type { CalibrationClass, ChanceMeasures, Curve, NumberMeasures } from "./measures.ts";

/** One model of a training: what it learned from, and how it did on its test. */
export interface TrainedFold {
  readonly train: readonly TimeSpan[];
  readonly test: readonly TimeSpan[];
  readonly trainSamples: number;
  readonly testSamples: number;
  /** Parameters of the learner that were chosen. */
  readonly params: Readonly<Record<string, number>>;
  /** Loss of those on the held-out tail of the training window: log-loss of a chance, squared error else. */
  readonly tailLoss: number;
  /** The same loss on the test. */
  readonly testLoss: number;
  /** Loss on the tail after each round; empty where the learner has no rounds. */
  readonly losses: readonly number[];
  readonly chance?: ChanceMeasures;
  readonly number?: NumberMeasures;
  readonly roc?: Curve;
  readonly precisionRecall?: Curve;
}

/** One feature over all folds. */
export interface TrainedFeature {
  readonly name: string;
  /** Mean importance over folds, of sum 1; NaN where the learner tells none. */
  readonly importance: number;
  /** Importance in each fold. */
  readonly importances: readonly number[];
  /** Population stability index, and the distance of Kolmogorov and Smirnov, of the test beside the training, in each fold. */
  readonly stability: readonly number[];
  readonly ks: readonly number[];
}

/** What training found. */
export interface TrainingResult {
  readonly scheme: TrainingScheme;
  /** Windows, label and learner in words. */
  readonly windows: string;
  readonly label: string;
  readonly learner: string;
  readonly task: "binary" | "regression";
  /** How tests join and what is held out, in words. */
  readonly rules: readonly string[];
  readonly samples: number;
  /** Hash of the samples; it stands in every artefact. */
  readonly fingerprint: string;
  readonly seed: number;
  readonly folds: readonly TrainedFold[];
  /** In order of importance. */
  readonly features: readonly TrainedFeature[];
  /** Over the tests of the path that is shown. */
  readonly chance?: ChanceMeasures;
  readonly number?: NumberMeasures;
  readonly roc?: Curve;
  readonly precisionRecall?: Curve;
  readonly calibration?: readonly CalibrationClass[];
  /** Correlation over features of importance in a fold with that in the one before, mean over folds; NaN for one fold. */
  readonly importanceSteadiness: number;
  /** Different parameters that were tried over all folds. */
  readonly variants: number;
  /** Probability that the Sharpe ratio of the run is above the best of as many trials by luck, and their number. */
  readonly deflated: { readonly sharpe: number; readonly trials: number; readonly luck: number };
  /** Total return and Sharpe ratio of each path of a combinatorial cross-validation, and the one that is shown. */
  readonly paths: readonly { readonly totalReturn: number; readonly sharpe: number }[];
  readonly shownPath: number;
}

/** A run of which every prediction is out of sample, and how its models came about. */
export interface TrainedRun extends Run {
  readonly training: TrainingResult;
}

/** Whether a run tells how its models were trained. */
export const isTrainedRun = (run: Run): run is TrainedRun => "training" in run;
