import { barsPerYear, lowerBound } from "../../engine/core/calendar.ts";
import { refuse } from "../../engine/core/errors.ts";
import { alignBars, type MarketData } from "../../engine/run/market.ts";
import { parseSettings, type Settings, type SettingsInput } from "../../engine/run/settings.ts";
import type { Bars, Dataset } from "../../engine/trade/bars.ts";
import type { EvaluatorRequest } from "./evaluator.ts";

/** On what every variant of a sweep is tried, once for each: symbols that share one cash account, over a period. */
export interface Scenario {
  readonly symbols: readonly string[];
  /** First bar that counts, and the first that is left out, ms since 1970 UTC; all there are unless told. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** What the scenarios of a sweep read, in a form that threads share without a copy. */
export interface SweepData {
  /** One for each set of symbols that trades together. */
  readonly markets: readonly MarketData[];
  /** Finer bars, which tell whether stop or target came first. */
  readonly finer: readonly Bars[];
  /** Symbols that are not traded themselves: their volume tells no capacity. */
  readonly indices: readonly string[];
}

/** Puts columns on memory that threads share; those that lie there already are taken as they are. */
export function sweepData(
  datasets: readonly Dataset[],
  finer: readonly Dataset[],
  scenarios: readonly Scenario[],
): SweepData {
  const sets = new Map(scenarios.map(({ symbols }) => [symbols.join("\n"), symbols]));
  const shared = new Map<Float64Array, Float64Array>();
  const share = (column: Float64Array): Float64Array => {
    const known = shared.get(column) ?? onSharedMemory(column);
    shared.set(column, known);
    return known;
  };
  const markets = [...sets.values()].map((symbols) => {
    const bars = symbols.map((symbol) => datasets.find((set) => set.bars.symbol === symbol)!.bars);
    const market = alignBars(bars);
    return { ...market, ts: share(market.ts), bars: market.bars.map((each) => mapColumns(each, share)) };
  });
  return {
    markets,
    finer: finer.map(({ bars }) => mapColumns(bars, share)),
    indices: datasets.filter(({ identity }) => identity.index).map(({ bars }) => bars.symbol),
  };
}

function onSharedMemory(column: Float64Array): Float64Array {
  if (column.buffer instanceof SharedArrayBuffer) return column;
  const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}

function mapColumns(bars: Bars, change: (column: Float64Array) => Float64Array): Bars {
  const { symbol, timeframeMs, ts, open, high, low, close, volume, extra } = bars;
  return {
    symbol,
    timeframeMs,
    ts: change(ts),
    open: change(open),
    high: change(high),
    low: change(low),
    close: change(close),
    volume: change(volume),
    ...(extra && { extra: Object.fromEntries(Object.entries(extra).map(([name, c]) => [name, change(c)])) }),
  };
}

/** What an evaluator needs for a scenario: exactly what a single backtest over its symbols and period would see. */
export function scenarioRequest(
  { markets, finer, indices }: SweepData,
  { symbols, fromMs, toMs }: Scenario,
  input: SettingsInput,
): Omit<EvaluatorRequest, "strategy" | "detail"> & { readonly settings: Settings } {
  const whole = markets.find((each) => each.symbols.join("\n") === symbols.join("\n"))!;
  const market = until(whole, toMs);
  const given = parseSettings(input);
  const settings = fromMs === undefined ? given : { ...given, fromMs };
  checkCovered(market, settings.fromMs, toMs);
  return {
    market,
    settings,
    barsPerYear: settings.barsPerYear ?? barsPerYear(market.ts, market.timeframeMs),
    context: { bars: market.bars.filter(({ symbol }) => !indices.includes(symbol)), cash: settings.cash },
    finer: finer.filter(({ symbol }) => symbols.includes(symbol)).map((bars) => barsUntil(bars, toMs)),
  };
}

/** The bars that open before a time, on the same memory. */
function until(market: MarketData, toMs: number | undefined): MarketData {
  const ts = barsUntil({ ...market.bars[0]!, ts: market.ts }, toMs).ts;
  if (ts.length === market.ts.length) return market;
  const cut = (column: Float64Array): Float64Array => column.subarray(0, ts.length);
  return { ...market, ts, bars: market.bars.map((bars) => ({ ...mapColumns(bars, cut), ts })) };
}

function barsUntil(bars: Bars, toMs: number | undefined): Bars {
  if (toMs === undefined) return bars;
  const end = lowerBound(bars.ts, toMs);
  return end === bars.ts.length ? bars : mapColumns(bars, (column) => column.subarray(0, end));
}

/** The data sets of a scenario, up to its end: what a single backtest of it is made from. */
export const scenarioDatasets = (datasets: readonly Dataset[], { symbols, toMs }: Scenario): Dataset[] =>
  datasets
    .filter(({ bars }) => symbols.includes(bars.symbol))
    .map((dataset) => ({ ...dataset, bars: barsUntil(dataset.bars, toMs) }));

/** Refuses a period without a bar to trade on, as a single backtest does. */
function checkCovered(market: MarketData, fromMs: number | undefined, toMs: number | undefined): void {
  const period = [fromMs, toMs].map((ms) =>
    ms === undefined ? "the beginning" : new Date(ms).toISOString(),
  );
  const bare = market.bars.find(({ open }) => open.every((price) => price !== price));
  if (bare) refuse(`${bare.symbol} has no bars before ${period[1]}; leave that period or symbol out`);
  const last = market.ts.at(-1);
  if (last !== undefined && (fromMs === undefined || fromMs <= last)) return;
  refuse(
    `${market.symbols.join(", ")} must have bars from ${period[0]} on; none opens then before ${period[1]}`,
  );
}
