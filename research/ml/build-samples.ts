import { refuse } from "../../engine/core/errors.ts";
import { alignBars, type MarketData } from "../../engine/run/market.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { checkTable, type SampleTable, takeSamples } from "./dataset.ts";
import { chooseFeatures, type FeatureChoice } from "./features/choose-features.ts";
import { featureColumns, traceFeatures } from "./features/feature-columns.ts";
import { compareAcross } from "./labels/compare-across.ts";
import type { Label, Labelling } from "./labels/labelling.ts";
import { type Weighting, weigh } from "./labels/weights.ts";
import { checkFeatures } from "./leaks/check-features.ts";
import { checkLabels } from "./leaks/check-labels.ts";

/** What samples are made of. */
export interface SampleRequest {
  readonly features: readonly FeatureChoice[];
  readonly label: Labelling;
  /** `uniqueness` unless told. */
  readonly weights?: Weighting;
  readonly bars: readonly Bars[];
  /** Whether the table keeps the features of every bar, for learners that look back; false unless told. */
  readonly history?: boolean;
}

/**
 * The labelled samples of a market: bars of each symbol from where all features have warmed up, with a known label. Features
 * and labels are checked for what they may not know. Throws a UserError for a
 * feature or label that reads beyond what is available, or where no sample is left.
 */
export function buildSamples(request: SampleRequest): SampleTable {
  const { features, label, weights = "uniqueness", bars, history = false } = request;
  const market = alignBars(bars);
  const chosen = chooseFeatures(features, market.bars);
  checkFeatures(chosen, bars);
  checkLabels(label, bars);
  const traced = traceFeatures(chosen, market);
  const columns = featureColumns(traced, market);
  const made = market.bars.map((_, s) => label.make(market, s));
  const labels = compareAcross(
    market.bars.map((each, s) => afterWarmup(made[s]!, each, traced[s]!.warmup)),
    label.across,
  );
  const parts = labels.map((each, s) => partOf(market, s, columns[s]!, each, weights));
  const table = inOrder(
    parts,
    chosen.map(({ name }) => name),
    market.symbols,
  );
  if (table.y.length === 0) {
    refuse(nothingText(label, market, made, Math.max(...traced.map(({ warmup }) => warmup))));
  }
  checkTable(table);
  return history ? { ...table, bars: columns } : table;
}

/** Why there is no sample: a threshold that nothing reaches, or too few bars. */
function nothingText(
  { name, params }: Labelling,
  { ts }: MarketData,
  made: readonly (readonly Label[])[],
  warmup: number,
): string {
  const thresholds = ["cusum", "deviationMin"].filter((key) => Number(params[key] ?? 0) > 0);
  if (thresholds.length > 0 && made.every((labels) => labels.length === 0)) {
    const given = thresholds.map((key) => `${key} (${params[key]})`).join(" or ");
    return `no sample: label ${name} begins on none of ${ts.length} bars; lower its ${given}`;
  }
  return `no sample: ${ts.length} bars leave none after ${warmup} of warm-up and before the labels' end; give more bars`;
}

/** The labels that begin after a symbol has had the bars of the warm-up. */
function afterWarmup(labels: readonly Label[], { close }: Bars, warmup: number): readonly Label[] {
  let seen = 0;
  let from = 0;
  while (from < close.length && seen <= warmup) if (close[from] === close[from++]) seen++;
  return seen > warmup ? labels.filter(({ row }) => row >= from - 1) : [];
}

/** Samples of one symbol. */
function partOf(
  { ts, timeframeMs, symbols, bars }: MarketData,
  symbol: number,
  columns: readonly Float64Array[],
  labels: readonly Label[],
  weighting: Weighting,
): Omit<SampleTable, "features"> {
  const pick = (column: Float64Array) => Float64Array.from(labels, ({ row }) => column[row]!);
  return {
    ...weigh(labels, bars[symbol]!.close, weighting),
    columns: columns.map(pick),
    y: Float64Array.from(labels, ({ y }) => y),
    startMs: Float64Array.from(labels, ({ row }) => ts[row]! + timeframeMs),
    availableMs: Float64Array.from(labels, ({ until }) => ts[until]! + timeframeMs),
    symbol: new Int32Array(labels.length).fill(symbol),
    symbols,
    row: Int32Array.from(labels, ({ row }) => row),
    until: Int32Array.from(labels, ({ until }) => until),
  };
}

/** The samples of all symbols in order of time, those of one time in order of symbols. */
function inOrder(
  parts: readonly Omit<SampleTable, "features">[],
  features: readonly string[],
  symbols: readonly string[],
): SampleTable {
  const floats = (of: (part: Omit<SampleTable, "features">) => Float64Array) => {
    const out = new Float64Array(parts.reduce((sum, part) => sum + part.y.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(of(part), at);
      at += part.y.length;
    }
    return out;
  };
  const ints = (of: (part: Omit<SampleTable, "features">) => Int32Array) =>
    Int32Array.from(parts.flatMap((part) => [...of(part)]));
  const joined: SampleTable = {
    features,
    symbols,
    columns: features.map((_, k) => floats(({ columns }) => columns[k]!)),
    y: floats(({ y }) => y),
    weights: floats(({ weights }) => weights),
    startMs: floats(({ startMs }) => startMs),
    availableMs: floats(({ availableMs }) => availableMs),
    uniqueness: floats(({ uniqueness }) => uniqueness),
    symbol: ints(({ symbol }) => symbol),
    row: ints(({ row }) => row),
    until: ints(({ until }) => until),
  };
  if (parts.length === 1) return joined;
  const { row, symbol } = joined;
  const order = Int32Array.from(row.keys()).sort((a, b) => row[a]! - row[b]! || symbol[a]! - symbol[b]!);
  return takeSamples(joined, order);
}
