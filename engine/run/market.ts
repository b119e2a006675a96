import { refuse } from "../core/errors.ts";
import type { Source } from "../graph/node.ts";
import { type Bars, barFields } from "../trade/bars.ts";
import type { Session, SessionMarket } from "./session.ts";

const yearMs = 365 * 86_400_000;

/** Bars of several symbols on one time line: the union of theirs, with NaN where a symbol has no bar. */
export interface MarketData {
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  readonly ts: Float64Array;
  /** Columns of each symbol, all as long as `ts`. */
  readonly bars: readonly Bars[];
}

/**
 * Puts the bars of several symbols on one time line. Columns of a single symbol, or of symbols that share their
 * time line, are used as they are. Throws a UserError for no data, mixed timeframes or a symbol given twice.
 */
export function alignBars(bars: readonly Bars[]): MarketData {
  const [first] = bars;
  if (!first) refuse("a run needs the bars of at least one symbol; got none");
  const symbols = bars.map((b) => b.symbol);
  const twice = symbols.find((symbol, i) => symbols.indexOf(symbol) !== i);
  if (twice !== undefined) refuse(`symbol ${twice} is given twice; give each symbol one data set`);
  for (const b of bars) {
    if (b.ts.length === 0) refuse(`${b.symbol} has no bars; at least one is needed`);
    if (b.timeframeMs !== first.timeframeMs) {
      refuse(
        `all data must share one timeframe; ${first.symbol} has ${first.timeframeMs} ms, ${b.symbol} ${b.timeframeMs} ms`,
      );
    }
  }
  const ts = bars.every((b) => sameTimes(b.ts, first.ts)) ? first.ts : unionTimes(bars.map((b) => b.ts));
  return { symbols, timeframeMs: first.timeframeMs, ts, bars: bars.map((b) => onTimeLine(b, ts)) };
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function unionTimes(lists: readonly Float64Array[]): Float64Array {
  const all = new Set<number>();
  for (const list of lists) for (const ts of list) all.add(ts);
  return Float64Array.from(all).sort();
}

function onTimeLine(bars: Bars, ts: Float64Array): Bars {
  if (bars.ts === ts || sameTimes(bars.ts, ts)) return bars;
  const spread = (column: Float64Array): Float64Array => {
    const out = new Float64Array(ts.length).fill(Number.NaN);
    for (let i = 0, k = 0; i < ts.length && k < column.length; i++) {
      if (ts[i] === bars.ts[k]) out[i] = column[k++]!;
    }
    return out;
  };
  const columns = Object.fromEntries(barFields.map((field) => [field, spread(bars[field])]));
  const extra = Object.fromEntries(Object.entries(bars.extra ?? {}).map(([name, c]) => [name, spread(c)]));
  return { ...bars, ...columns, ts, extra } as Bars;
}

/** The column that a source of a graph names, or undefined where the data has none. */
export function columnOf(market: MarketData, { symbol, field }: Source): Float64Array | undefined {
  const bars = market.bars.find((b) => b.symbol === symbol);
  if (!bars) return undefined;
  if ((barFields as readonly string[]).includes(field)) return bars[field as (typeof barFields)[number]];
  if (field !== "ts") return bars.extra?.[field];
  // A time, too, is known only where there is a bar.
  return market.bars.length === 1
    ? bars.ts
    : bars.ts.map((ts, i) => (bars.open[i] === bars.open[i] ? ts : Number.NaN));
}

/** What a session must know of a market of columns, which never closes unless bars in a year are given. */
export const sessionMarket = (
  { symbols, timeframeMs, bars }: MarketData,
  barsPerYear = yearMs / timeframeMs,
): SessionMarket => ({
  symbols,
  timeframeMs,
  barsPerYear,
  funding: bars.flatMap(({ symbol, extra }) => (extra?.funding ? [symbol] : [])),
});

/** Makes bar t of a market of columns the present bar of a session. */
export function loadBar(session: Session, market: MarketData, t: number): void {
  session.index = t;
  session.ts = market.ts[t]!;
  const { slots } = session;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    const bars = market.bars[s]!;
    slot.open = bars.open[t]!;
    slot.high = bars.high[t]!;
    slot.low = bars.low[t]!;
    slot.close = bars.close[t]!;
    slot.present = slot.open === slot.open;
    if (slot.paysFunding) slot.funding = bars.extra!.funding![t]!;
  }
}

/** What a driver that passes over bars must know of a market, found once for all runs over it. */
export interface MarketFacts {
  /** Bars that must be visited, rising: those on which some symbol has none. */
  readonly visits: Int32Array;
  /** Lowest close of each symbol. */
  readonly least: Float64Array;
}

export const factsOf = (market: MarketData): MarketFacts => ({
  visits: gapsOf(market),
  least: Float64Array.from(market.bars, ({ close }) => leastOf(close)),
});

function leastOf(column: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let t = 0; t < column.length; t++) if (column[t]! < least) least = column[t]!;
  return least;
}

function gapsOf({ bars, ts }: MarketData): Int32Array {
  const open = bars.map((each) => each.open).filter((column) => !isKnown(column));
  const found: number[] = [];
  if (open.length > 0) {
    for (let t = 0; t < ts.length; t++) if (open.some((column) => column[t] !== column[t])) found.push(t);
  }
  return Int32Array.from(found);
}

/** Whether a column holds a number on every bar. */
export function isKnown(column: Float64Array): boolean {
  let sum = 0;
  for (let t = 0; t < column.length; t++) sum += column[t]! - column[t]!;
  return sum === 0;
}
