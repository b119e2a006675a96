// What is done with a strategy and its history.

export { defaultSettings, parseSettings, type Settings, type SettingsInput } from "../engine/run/settings.ts";
export { type BacktestRequest, backtest } from "./backtest.ts";
export {
  checkLookahead,
  type LookaheadDifference,
  type LookaheadOptions,
  type LookaheadReport,
} from "./lookahead.ts";
export { type MetricsContext, metricsOf } from "./metrics/index.ts";
export { type MetricKey, type MetricRow, type Metrics, metricRows, metricTable } from "./metrics/table.ts";
export { buildSamples, type SampleRequest } from "./ml/build-samples.ts";
export { firstFrom, overlapEnds, type SampleTable, samplesAt, takeSamples } from "./ml/dataset.ts";
export { averaged } from "./ml/ensemble/average.ts";
export { stacked } from "./ml/ensemble/stack.ts";
export { type BuiltFeatures, buildFeatures } from "./ml/features/build-features.ts";
export { chooseFeatures, type FeatureChoice } from "./ml/features/choose-features.ts";
export { type FeatureSpec, parseFeatureSpec } from "./ml/features/feature-spec.ts";
export { fitHmm, type HmmOptions } from "./ml/features/fit-hmm.ts";
export { type Mda, type MdaOptions, mda } from "./ml/importance/mda.ts";
export { type ShapImportance, shapImportance } from "./ml/importance/shap-importance.ts";
export { type BarrierLabels, barriers } from "./ml/labels/barriers.ts";
export { fixedHorizon, type HorizonOptions } from "./ml/labels/fixed-horizon.ts";
export type { Label, Labelling } from "./ml/labels/labelling.ts";
export { type MetaOptions, metaLabels } from "./ml/labels/meta.ts";
export { type OwnLabelOptions, ownLabel } from "./ml/labels/own-label.ts";
export { type TrendOptions, trendScan } from "./ml/labels/trend-scan.ts";
export { decayedAt, type Weighting } from "./ml/labels/weights.ts";
export { type Audit, auditLeaks, type Pipeline } from "./ml/leaks/audit.ts";
export { rankScore } from "./ml/leaks/rank-score.ts";
export type { FitRequest, Fitted, Learner, Task } from "./ml/learner.ts";
export { learnerOf, learners } from "./ml/learners.ts";
export {
  type LinearSamples,
  linearRegression,
  logisticRegression,
  type Penalty,
} from "./ml/linear/elastic-net.ts";
export { meanLoss } from "./ml/loss.ts";
export type { LayerPlan, NetOptions } from "./ml/nets/net-options.ts";
export { type TrainedNet, trainNet } from "./ml/nets/train-net.ts";
export { predictionsOf } from "./ml/predictions.ts";
export { fitPreparation, type PreparationPlan } from "./ml/preparation/fit-preparation.ts";
export { type PreparedPlan, prepared } from "./ml/preparation/prepared.ts";
export { type SelectionPlan, selectFeatures } from "./ml/preparation/select-features.ts";
export { type FoldFit, fitFold } from "./ml/train/fit-fold.ts";
export { type FoldOptions, type FoldPlan, foldPlan } from "./ml/train/folds.ts";
export { type JobOptions, jobOf, type TrainingJob } from "./ml/train/job.ts";
export { chanceMeasures, numberMeasures } from "./ml/train/measures.ts";
export { scheduleAlong } from "./ml/train/schedule.ts";
export { fingerprintOf, sampleTable } from "./ml/train/table.ts";
export { type Boosted, boost, type ScoreOptions } from "./ml/trees/boost.ts";
export { boostClasses } from "./ml/trees/boost-classes.ts";
export type { BoostOptions, Samples } from "./ml/trees/boost-options.ts";
export { type Forest, forest, forestClasses } from "./ml/trees/forest.ts";
export type { ForestOptions } from "./ml/trees/forest-options.ts";
export { type Explainer, explainer, type Shap, shap } from "./ml/trees/shap.ts";
export { reportModelOf } from "./report-model.ts";
export * from "./stats/index.ts";
export { expectedBestOf } from "./sweep/chance.ts";
export type { SpaceSpec } from "./sweep/space.ts";
export { type SweepRequest, type SweepResult, sweep } from "./sweep/sweep.ts";
export type { Check, CheckUnit, Verdict } from "./validate/check.ts";
export {
  foldsOf,
  type Split,
  type Stretch,
  type TimeSeriesOptions,
  timeSeriesSplits,
} from "./validate/cross-validation.ts";
export {
  type Combinatorial,
  type CombinatorialOptions,
  type CombinatorialSplit,
  combinationsOf,
  combinatorialPurged,
} from "./validate/cross-validation-combinatorial.ts";
export { type PurgedOptions, type PurgeRule, purgedKFold } from "./validate/cross-validation-purged.ts";
export {
  type WalkForwardOptions,
  type WalkForwardWindow,
  walkForwardWindows,
} from "./validate/cross-validation-walk-forward.ts";
export type { Fan, Figures, Regime, StressRow, Validation } from "./validate/model.ts";
export { type CheckName, checkNames } from "./validate/names.ts";
export { parsePolicy } from "./validate/parse-policy.ts";
export { defaultPolicy, type Policy } from "./validate/policy.ts";
export type { ValidationRequest } from "./validate/study.ts";
export { validate, validation } from "./validate/validate.ts";
export type {
  Drift,
  Fold,
  Period,
  Scheme,
  TestPath,
  WalkForwardResult,
  WalkForwardRun,
  WindowFigures,
} from "./walkforward/model.ts";
export type { WalkForwardRequest } from "./walkforward/request.ts";
export type { Tried } from "./walkforward/select.ts";
export { walkForward } from "./walkforward/walk-forward.ts";
export type { CrossOptions, WalkOptions, WindowOptions } from "./walkforward/windows.ts";
