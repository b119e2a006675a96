import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadDataset } from "../data/load.ts";
import { generateMarket } from "../data/synth/generate.ts";
import { segmentsOf } from "../engine/adapters/journal/segments.ts";
import { barsPerYear } from "../engine/core/calendar.ts";
import { type Plan, plan } from "../engine/graph/strategy.ts";
import { alignBars, type MarketData } from "../engine/run/market.ts";
import { openSimulated, type SimulatedSession } from "../engine/run/paper/open-simulated.ts";
import { replayFeed } from "../engine/run/paper/replay-feed.ts";
import { parseSettings, type Settings } from "../engine/run/settings.ts";
import type { Bars } from "../engine/trade/bars.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import { chanceOf } from "../engine/venue/exchange/core.ts";
import { createExchange, type Exchange } from "../engine/venue/exchange/exchange.ts";
import { faultySteps } from "../engine/venue/faults/faulty-steps.ts";
import type { FaultPlan } from "../engine/venue/faults/kinds.ts";
import { parseFaults } from "../engine/venue/faults/parse-faults.ts";
import { usualLatency } from "../engine/venue/latency/latency.ts";
import emaTrend from "../strategies/ema-trend.ts";

/** A session of five symbols on bars of a minute, at a simulated exchange. */
export interface MonthRequest {
  /** Folder of its journal. */
  readonly folder: string;
  readonly days: number;
  readonly seed: number;
  /** Mode of its faults. */
  readonly faults: string;
  /** Folder of real bars of two of the symbols; without them all are made. */
  readonly bars?: string | undefined;
}

/** What a month is made of: the same each time. */
export interface Month {
  readonly market: MarketData;
  /** Its first bars, which warm up. */
  readonly history: MarketData;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly barsPerYear: number;
  readonly faults: FaultPlan;
  /** Opens its session: a new one, or the one of the folder, which stands as it stood. */
  readonly open: () => { readonly session: SimulatedSession; readonly exchange: Exchange };
}

const minuteMs = 60_000;
const dayBars = 1_440;
const warmBars = 240;
/** Real bars of these are in the folder, from that time on without a gap. */
const real = ["BTCUSDT-PERP", "ETHUSDT-PERP"];
const made = ["SOLUSDT-PERP", "XRPUSDT-PERP", "BNBUSDT-PERP"];
const fromMs = Date.UTC(2025, 4, 1);

/** Makes a month ready; nothing is traded yet. */
export async function makeMonth({ folder, days, seed, faults: mode, bars }: MonthRequest): Promise<Month> {
  const market = await marketOf(days, seed, bars);
  const { symbols, timeframeMs } = market;
  const history = rowsOf(market, 0, warmBars);
  const bound = plan(emaTrend, { params: { quick: 15, calm: 60, stop: 6 }, symbols, timeframeMs });
  const perYear = barsPerYear(market.ts, timeframeMs);
  const settings = parseSettings({
    cash: 100_000,
    fees: { maker: 0.0002, taker: 0.0005 },
    size: { by: "equity", amount: 0.2 },
    instruments: Object.fromEntries(market.bars.map((each) => [each.symbol, termsOf(each)])),
    limits: { breakers: { rejectRate: 0.5, latencyMs: 30_000, staleMs: 5 * minuteMs, jump: 0.05 } },
  });
  const faults = parseFaults({ mode, seed });
  const instruments = symbols.map((symbol) => parseInstrument({ symbol, ...settings.instruments[symbol] }));
  const open = () => {
    const exchange = createExchange(instruments, {
      seed,
      faults,
      latency: usualLatency,
      balances: { USDT: settings.cash },
      receiveWindowMs: 10_000,
    });
    const session = openSimulated({
      run: "month",
      plan: bound,
      settings,
      barsPerYear: perYear,
      folder,
      identity: { seed: String(seed), faults: mode, graph: bound.hash },
      history,
      venue: exchange,
      bars: "feed",
      timerMs: { busyMs: 1_000, restMs: minuteMs, idleMs: minuteMs },
    });
    return { session, exchange };
  };
  return { market, history, plan: bound, settings, barsPerYear: perYear, faults, open };
}

/** What was played: events of the market, and the faults of the market itself that struck. */
export interface Played {
  readonly events: number;
  readonly struck: Readonly<Record<string, number>>;
}

/** Plays what is left of a month to its end, giving the system a turn each day so that its journal goes to the disk. */
export async function playMonth(
  { market, faults, plan: { symbols } }: Month,
  session: SimulatedSession,
): Promise<Played> {
  const struck: Record<string, number> = {};
  const note = (kind: string): void => {
    struck[kind] = (struck[kind] ?? 0) + 1;
  };
  const chance = (name: string) => chanceOf(faults.seed, name);
  let [events, day] = [0, 0];
  for (const { event, seen } of faultySteps(replayFeed(market, warmBars), faults, symbols, chance, note)) {
    // What its journal holds was shown to it before.
    if (events++ < session.events) continue;
    session.pass(event, seen);
    const now = Math.floor(event.ts / (dayBars * minuteMs));
    if (now === day) continue;
    day = now;
    await session.journal.flush();
  }
  session.wait(market.ts.at(-1)! + minuteMs);
  await session.journal.flush();
  return { events, struck };
}

async function marketOf(days: number, seed: number, folder: string | undefined): Promise<MarketData> {
  const rows = warmBars + days * dayBars;
  const files = real.map((symbol) =>
    join(folder ?? "", `${symbol.slice(0, 7).toLowerCase()}-perp-binance-1m.parquet`),
  );
  const there = folder !== undefined && files.every((path) => existsSync(path));
  const loaded = there ? await Promise.all(files.map((path) => loadDataset(path))) : [];
  const reals = loaded.map(({ bars }, k) => ({ ...bars, symbol: real[k]! }));
  const start = reals[0]?.ts[0] ?? fromMs;
  const others = generateMarket({
    symbols: there ? made : [...real, ...made],
    bars: rows,
    timeframeMs: minuteMs,
    fromMs: start,
    seed,
    price: 100,
    volatility: 0.8,
    correlation: 0.6,
  });
  return rowsOf(alignBars([...reals, ...others]), 0, rows);
}

function rowsOf({ symbols, timeframeMs, ts, bars }: MarketData, from: number, to: number): MarketData {
  const cut = (column: Float64Array): Float64Array => column.subarray(from, to);
  return {
    symbols,
    timeframeMs,
    ts: cut(ts),
    bars: bars.map(({ symbol, open, high, low, close, volume }): Bars => {
      const columns = { ts: cut(ts), open: cut(open), high: cut(high), low: cut(low), close: cut(close) };
      return { symbol, timeframeMs, ...columns, volume: cut(volume) };
    }),
  };
}

function termsOf({ symbol, close }: Bars): Readonly<Record<string, unknown>> {
  const tick = close[0]! > 10_000 ? "0.1" : close[0]! > 1_000 ? "0.01" : "0.001";
  const lot = close[0]! > 1_000 ? "0.001" : "0.01";
  const margin = { initial: 0.1, maintenance: 0.05 };
  const fees = { maker: 0.0002, taker: 0.0005 };
  return { kind: "perpetual", base: symbol.slice(0, 3), quote: "USDT", tick, lot, margin, fees };
}

/** Bytes of the journal in a folder. */
export const journalBytes = (folder: string): number =>
  segmentsOf(folder).reduce((sum, { path }) => sum + statSync(path).size, 0);
