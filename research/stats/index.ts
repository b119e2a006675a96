// Statistical tests, models and what they are made of, for programs and notebooks.

export { acf, acfBounds } from "./autocorrelation/acf.ts";
export { type ArchLm, archLm } from "./autocorrelation/arch-lm.ts";
export { durbinWatson } from "./autocorrelation/durbin-watson.ts";
export { boxPierce, ljungBox, type Portmanteau } from "./autocorrelation/ljung-box.ts";
export { pacf, pacfOls } from "./autocorrelation/pacf.ts";
export { type VarianceRatio, varianceRatio } from "./autocorrelation/variance-ratio.ts";
export { type SeriesPage, seriesPage } from "./battery/series-page.ts";
export { type EngleGranger, engleGranger } from "./cointegration/engle-granger.ts";
export { type Johansen, johansen } from "./cointegration/johansen.ts";
export { beta, betaOf } from "./distributions/beta.ts";
export { chiSquareTest } from "./distributions/chi-square-test.ts";
export type { Distribution } from "./distributions/distribution.ts";
export { exponential } from "./distributions/exponential.ts";
export { gamma } from "./distributions/gamma.ts";
export { ksTest } from "./distributions/ks-test.ts";
export { logNormal, logNormalOf } from "./distributions/log-normal.ts";
export { normalDistribution } from "./distributions/normal-distribution.ts";
export { poisson } from "./distributions/poisson.ts";
export { type DccPath, dccAt } from "./garch/dcc.ts";
export { type GarchPath, garchAt } from "./garch/evaluate.ts";
export { ewmaCovariances } from "./garch/ewma.ts";
export { fitGarch, type GarchFit } from "./garch/fit.ts";
export { type DccFit, fitDcc } from "./garch/fit-dcc.ts";
export type { GarchParameters, GarchSpec } from "./garch/model.ts";
export { aggregatedVariance } from "./hurst/aggregated-variance.ts";
export { dfa } from "./hurst/dfa.ts";
export { differenceDeviation } from "./hurst/difference-deviation.ts";
export { rescaledRange } from "./hurst/rescaled-range.ts";
export { type JarqueBera, jarqueBera } from "./jarque-bera.ts";
export { cusumEvents } from "./labels/cusum-events.ts";
export { expandingFractionalDifference, fractionalDifference } from "./labels/fractional-difference.ts";
export { returnDeviations } from "./labels/return-deviations.ts";
export { drawProbabilities, sequentialBootstrap } from "./labels/sequential-bootstrap.ts";
export { type BarrierEvent, type BarrierLabel, tripleBarrier } from "./labels/triple-barrier.ts";
export {
  averageUniqueness,
  concurrency,
  returnAttribution,
  type Span,
  timeDecay,
} from "./labels/uniqueness.ts";
export { type Fit, ols } from "./ols.ts";
export { blockLength } from "./resample/block-length.ts";
export { bootstrap, percentileInterval } from "./resample/bootstrap.ts";
export { adjustPValues, correctionNames } from "./selection/corrections.ts";
export { exactExpectedMaxNormal, expectedMaxNormal, expectedMaxSharpe } from "./selection/expected-max.ts";
export { hacMean } from "./selection/hac-mean.ts";
export { modelConfidenceSet } from "./selection/model-confidence-set.ts";
export { backtestOverfitting } from "./selection/overfitting.ts";
export { deflatedSharpe, probabilisticSharpe } from "./selection/probabilistic-sharpe.ts";
export { realityCheck } from "./selection/reality-check.ts";
export { romanoWolf } from "./selection/romano-wolf.ts";
export { sharpeHorizonFactor } from "./selection/sharpe-horizon.ts";
export { sharpeMoments } from "./selection/sharpe-moments.ts";
export { superiorAbility } from "./selection/superior-ability.ts";
export { superiorModels } from "./selection/superior-models.ts";
export { minBacktestLength, minTrackRecord } from "./selection/track-record.ts";
export { type Adf, adf, type UnitRoot } from "./unit-root/adf.ts";
export { dfgls } from "./unit-root/dfgls.ts";
export { type Kpss, kpss } from "./unit-root/kpss.ts";
export { phillipsPerron } from "./unit-root/phillips-perron.ts";
