import type { Strategy } from "../../engine/graph/strategy.ts";
import { alignBars } from "../../engine/run/market.ts";
import { parseSettings, type SettingsInput } from "../../engine/run/settings.ts";
import type { Dataset } from "../../engine/trade/bars.ts";
import type { MetricKey } from "../metrics/table.ts";
import { keepBest } from "./best.ts";
import { deflatedOf, expectedBestOf, type SharpeSpread } from "./chance.ts";
import { eachVariant, spreadOf } from "./collect.ts";
import { evaluateBatch } from "./evaluate-batch.ts";
import { createEvaluator } from "./evaluator.ts";
import { batchSize, directionOf, sweepMetrics } from "./job.ts";
import { scenarioRequest, sweepData } from "./scenario.ts";
import { createSearch, type SearchKind } from "./search.ts";
import { type SpaceSpec, spaceOf, type Variant } from "./space.ts";

/** Everything that a sweep is made from. */
export interface SweepRequest {
  readonly strategy: Strategy;
  /** What to try: words such as `fast=2:101`, `kind=a,b`, `stop`, and a condition on them. */
  readonly space: SpaceSpec;
  /** All of them share one cash account. */
  readonly datasets: readonly Dataset[];
  readonly finer?: readonly Dataset[];
  readonly settings?: SettingsInput;
  /** Every point of the grid unless told. */
  readonly search?: { readonly kind: SearchKind; readonly trials?: number; readonly seed?: number };
  /** The metric to rank by; `sharpe` unless told. */
  readonly objective?: MetricKey;
  /** Every metric unless told; `core`: total return, Sharpe and drawdown alone. */
  readonly statistics?: "all" | "core";
  /** How many of the best to give; 20 unless told. */
  readonly top?: number;
}

/** What a sweep found. */
export interface SweepResult {
  /** Variants that were tried. */
  readonly variants: number;
  /** The best first, each with the metrics of a backtest of it. */
  readonly best: readonly {
    readonly params: Variant;
    readonly metrics: Readonly<Partial<Record<MetricKey, number>>>;
    /** Number of the variant: of the grid, or of the trial. */
    readonly variant: number;
  }[];
  /**
   * Sharpe ratios of all; the best of as many that chance alone would give, see {@link expectedBestOf}; and the deflated
   * Sharpe ratio of the best, see {@link deflatedOf}.
   */
  readonly chance: SharpeSpread & { readonly best: number; readonly deflated: number };
}

/**
 * Tries many parameters of a strategy over data, in this thread. Deterministic: equal requests give equal results, and
 * each variant has the metrics that `backtest` gives it. Throws a UserError for a space, settings or data that do not fit.
 */
export function sweep(request: SweepRequest): SweepResult {
  const { strategy, datasets, finer = [], statistics = "all", objective = "sharpe", top = 20 } = request;
  const space = spaceOf(strategy, request.space);
  const metrics = sweepMetrics(statistics);
  const direction = directionOf(objective, metrics);
  const scenario = { symbols: alignBars(datasets.map(({ bars }) => bars)).symbols };
  const data = sweepData(datasets, finer, [scenario]);
  const about = scenarioRequest(data, scenario, parseSettings(request.settings));
  const { evaluate } = createEvaluator({ ...about, strategy, detail: statistics });
  const { kind = "grid", trials, seed = 1 } = request.search ?? {};
  const bars = data.markets[0]!.ts.length * scenario.symbols.length;
  const batch = batchSize(bars, Math.min(space.size, trials ?? space.size));
  const search = createSearch(space, { kind, trials, seed, batch });
  const best = keepBest(top);
  const sharpes = spreadOf();
  const [at, sharpe] = [metrics.indexOf(objective), metrics.indexOf("sharpe")];
  let variants = 0;
  for (let next = search.next(); next; next = search.next()) {
    const scores: number[] = [];
    const unit = { id: 0, scenario: 0, batch: next };
    eachVariant(space, unit, evaluateBatch(space, { width: metrics.length, evaluate }, next), (row) => {
      const score = direction * row.metrics[at]!;
      scores.push(score);
      sharpes.add(row.metrics[sharpe]!);
      best.offer({ ...row, score });
    });
    search.tell(next, scores);
    variants += next.variants;
  }
  const ranked = best.list().map(({ index, point, metrics: values }) => ({
    params: space.paramsAt(point),
    metrics: Object.fromEntries(metrics.map((key, k) => [key, values[k]!])),
    variant: index,
  }));
  return {
    variants,
    best: ranked,
    chance: chanceOf(sharpes.result(), ranked[0]?.metrics, about.barsPerYear),
  };
}

function chanceOf(
  spread: SharpeSpread,
  metrics: Readonly<Record<string, number>> = {},
  barsPerYear: number,
): SweepResult["chance"] {
  const figure = (key: string): number => metrics[key] ?? Number.NaN;
  const variant = {
    sharpe: figure("sharpe"),
    skew: figure("skew"),
    kurtosis: figure("kurtosis"),
    bars: figure("bars"),
  };
  const deflated = deflatedOf(spread, variant, barsPerYear);
  return { ...spread, best: expectedBestOf(spread.n, spread.deviation), deflated };
}
