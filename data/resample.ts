import { refuse } from "../engine/core/errors.ts";
import { formatTimeframe, parseTimeframe } from "../engine/core/time.ts";
import type { Bars } from "../engine/trade/bars.ts";
import { type Columns, sharedColumns, takeRows } from "./columns.ts";
import { type Calendar, deriveCalendar } from "./quality/calendar.ts";
import { iso, plural } from "./quality/defect.ts";
import { expectedWithin } from "./quality/gaps.ts";
import { putInOrder } from "./quality/order.ts";

/** Bars of a coarser timeframe, and what became of periods that were not complete. */
export interface Resampled {
  readonly bars: Bars;
  readonly notes: readonly string[];
}

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** The first Monday after 1 January 1970, a Thursday. */
const mondayMs = 4 * dayMs;

/**
 * Bars of a coarser timeframe: open of the first, highest high, lowest low, close of the last, sum of volume.
 * Periods are aligned to UTC, weeks begin on Monday. A first or last period of which bars are missing by the market's
 * calendar is left out; within others, missing bars are simply not there. Throws a UserError where the timeframe is
 * not a multiple of the bars' own.
 */
export function resampleBars(bars: Bars, timeframe: string): Resampled {
  const periodMs = parseTimeframe(timeframe);
  const own = formatTimeframe(bars.timeframeMs);
  if (periodMs <= bars.timeframeMs || periodMs % bars.timeframeMs !== 0) {
    refuse(`timeframe must be a multiple of the ${own} of ${bars.symbol}; was "${timeframe}"`);
  }
  const { columns, defects } = putInOrder(bars);
  if (defects.length > 0)
    refuse(`${bars.symbol} has ${defects[0]!.text}; mend the data before resampling it`);
  const calendar = deriveCalendar(columns.ts, bars.timeframeMs);
  const all = fold(columns, periodMs);
  const { from, to, notes } = wholePeriods(columns.ts, all.columns.ts, bars.timeframeMs, periodMs, calendar);
  const index = Array.from({ length: to - from }, (_, i) => from + i);
  if (index.length === 0) refuse(`${bars.symbol} has no complete period of ${timeframe}`);
  const { symbol } = bars;
  return { bars: { symbol, timeframeMs: periodMs, ...takeRows(all.columns, index) }, notes };
}

const periodStart = (ts: number, periodMs: number) => {
  const offset = periodMs % weekMs === 0 ? mondayMs : 0;
  return Math.floor((ts - offset) / periodMs) * periodMs + offset;
};

/** All periods that have a bar, the incomplete ones as well. */
function fold({ ts, open, high, low, close, volume }: Columns, periodMs: number): { columns: Columns } {
  const to = sharedColumns(ts.length);
  let rows = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < ts.length; i++) {
    if (ts[i]! >= end) {
      const start = periodStart(ts[i]!, periodMs);
      end = start + periodMs;
      to.ts[rows] = start;
      for (const column of [to.open, to.high, to.low, to.close, to.volume]) column[rows] = Number.NaN;
      rows++;
    }
    const k = rows - 1;
    if (to.open[k] !== to.open[k]) to.open[k] = open[i]!;
    // A comparison with NaN is false: what is not known changes nothing.
    if (to.high[k] !== to.high[k] || high[i]! > to.high[k]!) to.high[k] = high[i]!;
    if (to.low[k] !== to.low[k] || low[i]! < to.low[k]!) to.low[k] = low[i]!;
    if (close[i] === close[i]) to.close[k] = close[i]!;
    if (volume[i] === volume[i])
      to.volume[k] = (to.volume[k] === to.volume[k] ? to.volume[k]! : 0) + volume[i]!;
  }
  return {
    columns: takeRows(
      to,
      Uint32Array.from({ length: rows }, (_, i) => i),
    ),
  };
}

/** Which periods are whole at both ends, and words on those that are not. */
function wholePeriods(
  ts: Float64Array,
  periods: Float64Array,
  stepMs: number,
  periodMs: number,
  calendar: Calendar,
) {
  const first = periods[0]!;
  const last = periods[periods.length - 1]!;
  const ahead = expectedWithin(first, ts[0]!, stepMs, calendar);
  const behind = expectedWithin(ts[ts.length - 1]! + stepMs, last + periodMs, stepMs, calendar);
  const notes: string[] = [];
  const say = (which: string, start: number, missing: number) =>
    notes.push(`the ${which} period, ${iso(start)}, is left out: ${plural(missing, "bar")} of it missing`);
  if (ahead > 0) say("first", first, ahead);
  if (behind > 0 && (periods.length > 1 || ahead === 0)) say("last", last, behind);
  return { from: ahead > 0 ? 1 : 0, to: periods.length - (behind > 0 ? 1 : 0), notes };
}
