import type { Plan } from "../engine/graph/strategy.ts";
import { runExchange } from "../engine/run/live/run-exchange.ts";
import type { MarketData } from "../engine/run/market.ts";
import type { ExchangeRecord, Outcome } from "../engine/run/result.ts";
import type { Settings } from "../engine/run/settings.ts";
import { type FaultPlan, messageFaults, spellFaults } from "../engine/venue/faults/kinds.ts";
import { usualLatency } from "../engine/venue/latency/latency.ts";
import { type TapeRequest, withInstruments } from "./tape.ts";

/** What goes wrong at the simulated exchange of a backtest. */
export interface FaultsRequest {
  /** As it was given: a mode, or the name of a file. */
  readonly given: string;
  readonly plan: FaultPlan;
  /** Instruments that were derived for it, in words. */
  readonly derived: readonly string[];
}

/** A backtest at a simulated exchange: its outcome, the bars that were seen, its settings, what was said and struck. */
export interface ExchangeResult {
  readonly outcome: Outcome;
  readonly market: MarketData;
  readonly settings: Settings;
  readonly record: ExchangeRecord;
}

/** All that a fault plan says, in one order. */
export const faultsContent = ({ seed, rates, spells, timeline }: FaultPlan): unknown => [
  seed,
  messageFaults.map((kind) => rates[kind]),
  spellFaults.map((kind) => [spells[kind].perDay, spells[kind].meanMs, spells[kind].size]),
  timeline.map(({ kind, atMs, since, forMs, symbol, size }) => [
    kind,
    atMs,
    since,
    String(forMs),
    symbol,
    size,
  ]),
];

/** Runs a plan over bars with orders at a simulated exchange under faults, on trades where there are any. */
export function atExchange(
  { given: faults, plan: faultPlan, derived: before }: FaultsRequest,
  tape: TapeRequest | undefined,
  plan: Plan,
  all: MarketData,
  given: Settings,
  barsPerYear: number,
): ExchangeResult {
  const { settings, derived } = tape
    ? withInstruments(given, tape.tape, plan.symbols)
    : { settings: given, derived: before };
  const latency = tape
    ? {
        ...usualLatency,
        out: { ...usualLatency.out, medianMs: tape.latencyMs },
        back: { ...usualLatency.back, medianMs: tape.latencyMs },
      }
    : usualLatency;
  const { outcome, market, counts, struck } = runExchange({
    plan,
    market: all,
    tape: tape?.tape,
    settings,
    barsPerYear,
    faults: faultPlan,
    latency,
  });
  const { out, back } = latency;
  return {
    outcome,
    market,
    settings,
    record: {
      faults,
      seed: faultPlan.seed,
      latencyMs: { out: out.medianMs, back: back.medianMs },
      derived,
      struck,
      ...counts,
    },
  };
}
