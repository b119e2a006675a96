import { lowerBound } from "../../engine/core/calendar.ts";
import { seeded } from "../../engine/core/random.ts";
import { type Plan, plan, type Strategy } from "../../engine/graph/strategy.ts";
import type { MarketData } from "../../engine/run/market.ts";
import type { Outcome } from "../../engine/run/result.ts";
import { parseSettings, type Settings, type SettingsInput } from "../../engine/run/settings.ts";
import { runVector } from "../../engine/run/vector.ts";
import type { Bars, Dataset } from "../../engine/trade/bars.ts";
import { type MetricsContext, metricsOf } from "../metrics/index.ts";
import type { Trials } from "../stats/selection/expected-max.ts";
import { type SharpeMoments, sharpeMoments } from "../stats/selection/sharpe-moments.ts";
import { eachPoint } from "../sweep/evaluate-batch.ts";
import { scenarioRequest, sweepData } from "../sweep/scenario.ts";
import { createSearch, type SearchKind } from "../sweep/search.ts";
import { type SpaceSpec, spaceOf, type Variant } from "../sweep/space.ts";
import { windowReturns } from "../walkforward/figures.ts";
import { wordsAround } from "./neighbours.ts";
import type { Policy } from "./policy.ts";

/** What the gate is asked to judge. */
export interface ValidationRequest {
  readonly strategy: Strategy;
  /** The chosen parameters; defaults for the others. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly datasets: readonly Dataset[];
  readonly finer?: readonly Dataset[];
  readonly settings?: SettingsInput;
  /** All that was tried on the way to the choice: count, and variance of the Sharpe ratio of one bar (NaN: unknown). */
  readonly trials: Trials;
  /** Parameters to vary, as of a sweep; those around the chosen ones unless given. */
  readonly space?: SpaceSpec;
  readonly policy: Policy;
}

/** A variant and its bar returns. */
export interface VariantReturns {
  readonly params: Variant;
  readonly returns: Float64Array;
}

/** All that the checks share: the chosen run and what is varied around it. */
export interface Study {
  readonly request: ValidationRequest;
  readonly policy: Policy;
  readonly settings: Settings;
  readonly market: MarketData;
  readonly finer: readonly Bars[];
  readonly barsPerYear: number;
  readonly context: MetricsContext;
  readonly bound: Plan;
  readonly params: Readonly<Record<string, unknown>>;
  readonly outcome: Outcome;
  readonly metrics: Readonly<Record<string, number>>;
  /** Bar returns of the bars that count, and their moments. */
  readonly returns: Float64Array;
  readonly moments: SharpeMoments;
  /** Opens of the bars of `returns`. */
  readonly ts: Float64Array;
  readonly space: SpaceSpec;
  readonly search: { readonly kind: SearchKind; readonly trials?: number; readonly seed: number };
  /** Returns of every variant of the space, computed when first asked for. */
  readonly variants: () => readonly VariantReturns[];
  /** Runs the strategy, or another in its place, under other terms. */
  readonly run: (changes?: Changes) => Outcome;
}

/** What may be other than in the run that is judged. */
export interface Changes {
  readonly strategy?: Strategy;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly settings?: Settings;
  readonly market?: MarketData;
}

/** Points of a space that are all tried; of more, a Latin hypercube. */
const gridMax = 1_000;

/** Runs the chosen parameters and prepares what is varied. Throws a UserError for what does not fit. */
export function studyOf(request: ValidationRequest): Study {
  const { strategy, datasets, policy } = request;
  const symbols = datasets.map(({ bars }) => bars.symbol);
  const data = sweepData(datasets, request.finer ?? [], [{ symbols }]);
  const about = scenarioRequest(data, { symbols }, parseSettings(request.settings));
  const { market, settings, barsPerYear, finer = [], context = {} } = about;
  const bind = (own: Strategy, params: Readonly<Record<string, unknown>>, at: MarketData): Plan =>
    plan(own, { params, symbols: at.symbols, timeframeMs: at.timeframeMs });
  const bound = bind(strategy, request.params ?? {}, market);
  const { params } = bound;
  const run = (changes: Changes = {}): Outcome => {
    const own = { strategy, params, settings, market, ...changes };
    // Finer bars are of the market that they were traded in.
    const fine = own.market === market ? finer : [];
    return runVector(bind(own.strategy, own.params, own.market), own.market, own.settings, barsPerYear, fine);
  };
  const outcome = run();
  const returns = windowReturns(outcome, settings.cash);
  const space = request.space ?? { params: wordsAround(strategy.params, params, policy.variants.factor) };
  const size = spaceOf(strategy, space).size;
  const search: Study["search"] =
    size <= gridMax
      ? { kind: "grid", seed: policy.seed }
      : { kind: "lhs", trials: policy.variants.count, seed: policy.seed };
  let variants: readonly VariantReturns[] | undefined;
  return {
    request,
    policy,
    settings,
    market,
    finer,
    barsPerYear,
    context,
    bound,
    params,
    outcome,
    metrics: metricsOf(outcome, context),
    returns,
    moments: sharpeMoments(returns),
    ts: market.ts.subarray(outcome.start),
    space,
    search,
    variants: () => (variants ??= variantsOf(strategy, space, search, run, settings.cash)),
    run,
  };
}

function variantsOf(
  strategy: Strategy,
  spec: SpaceSpec,
  search: Study["search"],
  run: Study["run"],
  cash: number,
): VariantReturns[] {
  const space = spaceOf(strategy, spec);
  const seeking = createSearch(space, { ...search, batch: 256 });
  const found: VariantReturns[] = [];
  for (let batch = seeking.next(); batch; batch = seeking.next()) {
    eachPoint(space, batch, (point) => {
      const params = space.paramsAt(point);
      found.push({ params, returns: windowReturns(run({ params }), cash) });
    });
  }
  return found;
}

/** Annualised Sharpe ratio of bar returns; NaN where they do not vary. */
export const annualSharpe = (returns: Float64Array, barsPerYear: number): number =>
  sharpeMoments(returns).sharpe * Math.sqrt(barsPerYear);

/** A source of chance of its own for each check, so that none depends on which others were made. */
export const chanceOf = ({ policy: { seed } }: Pick<Study, "policy">, stream: number) =>
  seeded(seed * 1_000 + stream);

/** Bars of a market that open in so many days. */
export const barsIn = (days: number, { ts }: MarketData): number => {
  const span = ts[ts.length - 1]! - ts[0]!;
  const inSpan = lowerBound(ts, ts[0]! + days * 86_400_000);
  return inSpan < ts.length ? inSpan : Math.ceil((days * 86_400_000 * (ts.length - 1)) / Math.max(1, span));
};
