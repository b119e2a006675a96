import type { Feature } from "../../../engine/ops/features/feature.ts";
import { alignBars } from "../../../engine/run/market.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import { compareAcross } from "../labels/compare-across.ts";
import type { Labelling } from "../labels/labelling.ts";
import { decayedAt, type Weighting, weigh } from "../labels/weights.ts";
import { checkFeatures } from "../leaks/check-features.ts";
import { checkLabels } from "../leaks/check-labels.ts";
import { chooseFeatures } from "./choose-features.ts";
import { featureColumns, traceFeatures } from "./feature-columns.ts";
import type { ParsedFeatureSpec } from "./feature-spec.ts";

/** Labels on the time line of a market; NaN where a bar has none, or none that is known. */
export interface LabelColumns {
  readonly y: Float64Array;
  /** When the label is known. */
  readonly availableMs: Float64Array;
  readonly weight: Float64Array;
}

/** Features of each symbol of a market at every bar, and labels where they are asked for and known. */
export interface BuiltFeatures {
  readonly features: readonly Feature[];
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  /** Opens of the bars; features are known a timeframe later. */
  readonly ts: Float64Array;
  /** By symbol, whether it has a bar: its closes. */
  readonly closes: readonly Float64Array[];
  /** By symbol and feature. */
  readonly columns: readonly (readonly Float64Array[])[];
  /** By symbol. */
  readonly labels?: readonly LabelColumns[];
  readonly labelling?: Labelling;
  /** Bars of a symbol before all features are known. */
  readonly warmup: number;
}

/**
 * Computes features over a market, and labels with their weights. Both are checked for what they may not know. Throws a
 * UserError that names a feature or label which reads beyond what is available.
 */
export function buildFeatures(
  { features, label, weights, decay }: ParsedFeatureSpec,
  bars: readonly Bars[],
): BuiltFeatures {
  const market = alignBars(bars);
  const chosen = chooseFeatures(features, market.bars);
  checkFeatures(chosen, bars);
  if (label) checkLabels(label, bars);
  const traced = traceFeatures(chosen, market);
  return {
    features: chosen,
    symbols: market.symbols,
    timeframeMs: market.timeframeMs,
    ts: market.ts,
    closes: market.bars.map(({ close }) => close),
    columns: featureColumns(traced, market),
    warmup: Math.max(...traced.map((each) => each.warmup)),
    ...(label && { labelling: label, labels: labelColumns(label, { weights, decay }, market) }),
  };
}

function labelColumns(
  label: Labelling,
  { weights: weighting, decay }: { readonly weights: Weighting; readonly decay: number | undefined },
  market: ReturnType<typeof alignBars>,
): LabelColumns[] {
  const labels = compareAcross(
    market.bars.map((_, symbol) => label.make(market, symbol)),
    label.across,
  );
  return labels.map((own, symbol) => {
    const column = () => new Float64Array(market.ts.length).fill(Number.NaN);
    const out = { y: column(), availableMs: column(), weight: column() };
    const weighed = weigh(own, market.bars[symbol]!.close, weighting);
    const weights = decay === undefined ? weighed.weights : decayedAt(weighed, [...own.keys()], decay);
    for (const [k, { row, until, y }] of own.entries()) {
      out.y[row] = y;
      out.availableMs[row] = market.ts[until]! + market.timeframeMs;
      out.weight[row] = weights[k]!;
    }
    return out;
  });
}
