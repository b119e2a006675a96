import {
  createDraft,
  createRequest,
  createVerdict,
  type Draft,
  type RiskRequest,
  type Verdict,
} from "./draft.ts";
import type { Limits } from "./limits.ts";
import { createRiskState, type RiskState, watchesBars, watchesReturns } from "./risk-state.ts";
import { type Rule, rules, usualRules } from "./rules/table.ts";
import type { RiskTape } from "./tape.ts";

export type { RiskRequest, Verdict } from "./draft.ts";

/** What risk must know of an account before it trades. */
export interface RiskMarket {
  readonly symbols: readonly string[];
  /** Bars in a year, for annual volatility. */
  readonly barsPerYear: number;
  /** Initial margin of each symbol as a fraction of notional; 1 / grossMax unless known. */
  readonly marginRates?: readonly number[];
  /** Least notional of what an order adds, in the quote currency, by symbol; 0 unless known. */
  readonly notionalMins?: readonly number[];
}

/** The limits of one account made ready, with its state and the records that a review writes. */
export interface Risk {
  readonly limits: Limits;
  readonly state: RiskState;
  /** The rules that limits and instruments put on, in their order. */
  readonly rules: readonly Rule[];
  /** Those of them that are not usual. */
  readonly special: readonly Rule[];
  /** Whether all of them are usual: nearly every order passes them, which one look tells. */
  readonly usual: boolean;
  /** Whether every bar must be observed, and whether `exposures` must be up to date before a review. */
  readonly watches: boolean;
  readonly readsExposures: boolean;
  /** What watched limits know of a history; undefined where bars are observed as they come. */
  tape: RiskTape | undefined;
  /** Signed notional of each symbol at its mark. Written by the caller. */
  readonly exposures: Float64Array;
  /** By symbol: greatest notional, greatest multiple of equity, sector (-1 none), margin rate. */
  readonly notionalMax: Float64Array;
  readonly fractionMax: Float64Array;
  readonly sectorOf: Int32Array;
  readonly marginRates: Float64Array;
  readonly notionalMins: Float64Array;
  readonly barsPerYear: number;
  /** Profit of the present positions under each return of the window, and the worst of those losses. */
  readonly scenarios: Float64Array;
  readonly worst: Float64Array;
  /** Slots of the window in which those losses stand. */
  readonly worstAt: Int32Array;
  /** Terms of the quadratic form of {@link exposureForm}. */
  readonly form: Float64Array;
  readonly request: RiskRequest;
  readonly draft: Draft;
  readonly verdict: Verdict;
}

/**
 * Makes limits ready for an account that holds `cash` and nothing else, or for one whose state was restored with the
 * same symbols and limits.
 */
export function createRisk(
  market: RiskMarket,
  limits: Limits,
  cash: number,
  state: RiskState = createRiskState(market.symbols, limits, cash),
): Risk {
  const { symbols, barsPerYear } = market;
  const { position, account, statistical } = limits;
  const own = (symbol: string) => (Object.hasOwn(position.symbols, symbol) ? position.symbols[symbol]! : {});
  const sectors = [...new Set(Object.values(position.sectors))];
  const on = rules.filter((rule) => rule.on(limits, market));
  const special = on.filter((rule) => !usualRules.includes(rule));
  const scenarios = watchesReturns(limits) ? statistical.window : 0;
  return {
    limits,
    state,
    rules: on,
    special,
    usual: special.length === 0,
    watches: watchesBars(limits),
    readsExposures: on.some((rule) => rule.readsExposures === true),
    tape: undefined,
    exposures: new Float64Array(symbols.length),
    notionalMax: Float64Array.from(symbols, (s) => capOf(own(s).notionalMax, position.notionalMax)),
    fractionMax: Float64Array.from(symbols, (s) => capOf(own(s).fractionMax, position.fractionMax)),
    sectorOf: Int32Array.from(symbols, (s) =>
      Object.hasOwn(position.sectors, s) ? sectors.indexOf(position.sectors[s]!) : -1,
    ),
    marginRates: Float64Array.from(symbols, (_, i) => market.marginRates?.[i] ?? 1 / account.grossMax),
    notionalMins: Float64Array.from(symbols, (_, i) => market.notionalMins?.[i] ?? 0),
    barsPerYear,
    scenarios: new Float64Array(scenarios),
    worst: new Float64Array(scenarios),
    worstAt: new Int32Array(scenarios),
    form: new Float64Array(3),
    request: createRequest(),
    draft: createDraft(),
    verdict: createVerdict(),
  };
}

/** A limit of a symbol's own, null for none, stands before the general one. */
const capOf = (own: number | null | undefined, general: number | null): number =>
  (own === undefined ? general : own) ?? Number.POSITIVE_INFINITY;
