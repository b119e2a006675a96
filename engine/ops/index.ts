// biome-ignore-all assist/source/organizeImports: a table of contents, by family.

// Everything that a strategy may use. Series hold numbers, signals hold true or false; NaN is not known.

// Arithmetic, bar by bar.
export { abs } from "./abs.ts";
export { add } from "./add.ts";
export { ceil } from "./ceil.ts";
export { clamp } from "./clamp.ts";
export { cos } from "./cos.ts";
export { div } from "./div.ts";
export { exp } from "./exp.ts";
export { floor } from "./floor.ts";
export { greatest } from "./greatest.ts";
export { least } from "./least.ts";
export { log } from "./log.ts";
export { mod } from "./mod.ts";
export { mul } from "./mul.ts";
export { neg } from "./neg.ts";
export { percentOf } from "./percent-of.ts";
export { pow } from "./pow.ts";
export { round } from "./round.ts";
export { sign } from "./sign.ts";
export { sin } from "./sin.ts";
export { sqrt } from "./sqrt.ts";
export { sub } from "./sub.ts";

// Comparison of two series: signals.
export { eq } from "./eq.ts";
export { ge } from "./ge.ts";
export { gt } from "./gt.ts";
export { le } from "./le.ts";
export { lt } from "./lt.ts";
export { ne } from "./ne.ts";
export { within } from "./within.ts";

// Logic of signals.
export { and } from "./and.ts";
export { not } from "./not.ts";
export { or } from "./or.ts";
export { xor } from "./xor.ts";

// Flow: choice, memory, and what is known when.
export { barsSince } from "./bars-since.ts";
export { coalesce } from "./coalesce.ts";
export { countTrue } from "./count-true.ts";
export { cumMax } from "./cum-max.ts";
export { cumMin } from "./cum-min.ts";
export { cumSum } from "./cum-sum.ts";
export { diff } from "./diff.ts";
export { hold } from "./hold.ts";
export { holdSignal } from "./hold-signal.ts";
export { isKnown } from "./is-known.ts";
export { knownWith } from "./known-with.ts";
export { lag } from "./lag.ts";
export { latch } from "./latch.ts";
export { once } from "./once.ts";
export { valueWhen } from "./value-when.ts";
export { where } from "./where.ts";

// Crosses and runs.
export { cross } from "./cross.ts";
export { crossOver } from "./cross-over.ts";
export { crossUnder } from "./cross-under.ts";
export { falling } from "./falling.ts";
export { rising } from "./rising.ts";

// Rolling statistics over the last n values.
export { alpha } from "./alpha.ts";
export { autocorrelation } from "./autocorrelation.ts";
export { beta } from "./beta.ts";
export { correlation } from "./correlation.ts";
export { cov } from "./cov.ts";
export { entropy } from "./entropy.ts";
export { ewmStd } from "./ewm-std.ts";
export { ewmVar } from "./ewm-var.ts";
export { forecast } from "./forecast.ts";
export { fractionalDiff } from "./fractional-diff.ts";
export { highest } from "./highest.ts";
export { intercept } from "./intercept.ts";
export { kurtosis } from "./kurtosis.ts";
export { lowest } from "./lowest.ts";
export { median } from "./median.ts";
export { permutationEntropy } from "./permutation-entropy.ts";
export { product } from "./product.ts";
export { quantile } from "./quantile.ts";
export { r2 } from "./r2.ts";
export { rank } from "./rank.ts";
export { sinceHighest } from "./since-highest.ts";
export { sinceLowest } from "./since-lowest.ts";
export { skew } from "./skew.ts";
export { slope } from "./slope.ts";
export { std } from "./std.ts";
export { sum } from "./sum.ts";
export { variance } from "./variance.ts";
export { varianceRatio } from "./variance-ratio.ts";
export { zscore } from "./zscore.ts";

// Moving averages.
export { dema } from "./dema.ts";
export { ema } from "./ema.ts";
export { hma } from "./hma.ts";
export { kama } from "./kama.ts";
export { rma } from "./rma.ts";
export { sma } from "./sma.ts";
export { tema } from "./tema.ts";
export { trima } from "./trima.ts";
export { vwma } from "./vwma.ts";
export { wilderSum } from "./wilder-sum.ts";
export { wma } from "./wma.ts";
export { zlema } from "./zlema.ts";

// Momentum and oscillators.
export { balance } from "./balance.ts";
export { cci } from "./cci.ts";
export { cmo } from "./cmo.ts";
export { gain } from "./gain.ts";
export { loss } from "./loss.ts";
export { macd } from "./macd.ts";
export { mom } from "./mom.ts";
export { placeInRange } from "./place-in-range.ts";
export { ppo } from "./ppo.ts";
export { roc } from "./roc.ts";
export { rsi } from "./rsi.ts";
export { share } from "./share.ts";
export { stoch } from "./stoch.ts";
export { stochFast } from "./stoch-fast.ts";
export { stochRsi } from "./stoch-rsi.ts";
export { trix } from "./trix.ts";
export { ultimate } from "./ultimate.ts";
export { williamsR } from "./williams-r.ts";

// Trend.
export { adx } from "./adx.ts";
export { aroon } from "./aroon.ts";
export { choppiness } from "./choppiness.ts";
export { directionalMove } from "./directional-move.ts";
export { dmi } from "./dmi.ts";
export { donchian } from "./donchian.ts";
export { efficiencyRatio } from "./efficiency-ratio.ts";
export { ichimoku } from "./ichimoku.ts";
export { sar } from "./sar.ts";
export { supertrend } from "./supertrend.ts";
export { vortex } from "./vortex.ts";

// Volatility and range.
export { atr } from "./atr.ts";
export { bipower } from "./bipower.ts";
export { bollinger } from "./bollinger.ts";
export { garmanKlass } from "./garman-klass.ts";
export { keltner } from "./keltner.ts";
export { natr } from "./natr.ts";
export { parkinson } from "./parkinson.ts";
export { rogersSatchell } from "./rogers-satchell.ts";
export { trueRange } from "./true-range.ts";
export { yangZhang } from "./yang-zhang.ts";

// Volume.
export { adl } from "./adl.ts";
export { chaikinOscillator } from "./chaikin-oscillator.ts";
export { cmf } from "./cmf.ts";
export { mfi } from "./mfi.ts";
export { moneyFlowVolume } from "./money-flow-volume.ts";
export { obv } from "./obv.ts";
export { rollingVwap } from "./rolling-vwap.ts";
export { vwap } from "./vwap.ts";

// Microstructure, as far as bars tell of it.
export { amihud } from "./amihud.ts";
export { corwinSchultz } from "./corwin-schultz.ts";
export { kyleLambda } from "./kyle-lambda.ts";
export { rollSpread } from "./roll-spread.ts";
export { vpin } from "./vpin.ts";

// Regimes: states that are not seen.
export { hmmFilter } from "./hmm-filter.ts";
export { regime } from "./regime.ts";

// Prices of a bar.
export { medianPrice } from "./median-price.ts";
export { typicalPrice } from "./typical-price.ts";

// Across the symbols of a run.
export { countAcross } from "./count-across.ts";
export { demeanAcross } from "./demean-across.ts";
export { meanAcross } from "./mean-across.ts";
export { rankAcross } from "./rank-across.ts";
export { stdAcross } from "./std-across.ts";
export { topAcross } from "./top-across.ts";
export { zscoreAcross } from "./zscore-across.ts";

// Higher timeframes, completed bars only.
export { resample } from "./resample.ts";

// Trained models.
export { featureDrift } from "./feature-drift.ts";
export { model } from "./model.ts";

// Calendar in UTC, of `market.ts`.
export { dayOfMonth } from "./day-of-month.ts";
export { hour } from "./hour.ts";
export { minute } from "./minute.ts";
export { month } from "./month.ts";
export { weekday } from "./weekday.ts";

// Ready-made features, by name.
export { features } from "./features.ts";
