import { refuse } from "../engine/core/errors.ts";
import type { Plan } from "../engine/graph/strategy.ts";
import { runTape } from "../engine/run/live/run-tape.ts";
import type { MarketData } from "../engine/run/market.ts";
import type { Outcome, TapeRecord } from "../engine/run/result.ts";
import type { Settings } from "../engine/run/settings.ts";
import type { Tape } from "../engine/trade/tape.ts";

/** Trades that fill the orders of a backtest, and how long a message to the venue or back takes, ms. */
export interface TapeRequest {
  readonly tape: Tape;
  readonly latencyMs: number;
}

/** A backtest over trades: its outcome, the bars that it lies on, its settings with every instrument, what was said. */
export interface TapeResult {
  readonly outcome: Outcome;
  readonly market: MarketData;
  readonly settings: Settings;
  readonly record: TapeRecord;
}

/** What cannot go with events, by its name, with the reason. */
const unfit: Readonly<Record<string, string>> = {
  driver: "--trades and --faults need --driver event: columns and whole bars have no events in them",
  finer:
    "--finer tells what happened within bars; with --trades or --faults the venue does: leave one of them out",
  bounds:
    "--intrabar both gives bounds of what bars leave open; with --trades or --faults nothing is: leave it out",
};

/** Refuses what has no meaning where trades or an exchange fill. */
export function checkTapeRequest(given: Readonly<Record<"driver" | "finer" | "bounds", boolean>>): void {
  for (const [name, wanted] of Object.entries(given)) if (wanted) refuse(unfit[name]!);
}

/** Runs a plan over bars with fills by the trades of a tape. */
export function overTape(
  { tape, latencyMs }: TapeRequest,
  plan: Plan,
  all: MarketData,
  given: Settings,
  barsPerYear: number,
): TapeResult {
  const { settings, derived } = withInstruments(given, tape, plan.symbols);
  const { outcome, market, counts } = runTape({ plan, market: all, tape, settings, barsPerYear, latencyMs });
  return { outcome, market, settings, record: { latencyMs, derived, ...counts } };
}

const quotes = /^(.+?)[-/_]?(USDT|USDC|FDUSD|BUSD|USD|EUR|BTC|ETH)(?:-PERP)?$/;

/** Settings with an instrument for each symbol: those that are not given follow from the decimals of the tape. */
export function withInstruments(
  settings: Settings,
  { symbols, decimals }: Tape,
  wanted: readonly string[],
): { readonly settings: Settings; readonly derived: readonly string[] } {
  const instruments: Record<string, Readonly<Record<string, unknown>>> = { ...settings.instruments };
  const derived: string[] = [];
  for (const symbol of wanted) {
    if (Object.hasOwn(instruments, symbol)) continue;
    const { price, quantity } = decimals[symbols.indexOf(symbol)]!;
    const [, base = symbol, quote = "cash"] = quotes.exec(symbol) ?? [];
    const tick = stepOf(price);
    const lot = settings.lot > 0 ? String(settings.lot) : stepOf(quantity);
    instruments[symbol] = { kind: "spot", base, quote, tick, lot };
    const from = settings.lot > 0 ? "prices, the lot from the settings" : "trades";
    derived.push(`${symbol}: tick ${tick}, lot ${lot}, from the decimals of its ${from}`);
  }
  return { settings: { ...settings, instruments }, derived };
}

/** The step of numbers with so many decimals, as a text: 2 gives 0.01. */
const stepOf = (decimals: number): string => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`);
