import type { Bars } from "../engine/trade/bars.ts";
import { iso, plural } from "./quality/defect.ts";
import type { TimedSeries } from "./series.ts";

const minuteMs = 60_000;

/** A stretch of time within a series that is longer than its values usually lie apart. */
export interface Hole {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where a series lies in time. */
export interface SeriesCoverage {
  readonly fromMs: number;
  readonly toMs: number;
  /** The longest step that is usual: at least one step in twenty is as long. Undefined where none is. */
  readonly stepMs: number | undefined;
  /** Steps longer than one and a half of that. */
  readonly holes: readonly Hole[];
}

/** Range, usual step and holes of the times of a series, to the minute. */
export function seriesCoverage(times: ArrayLike<number>): SeriesCoverage {
  const ts = Float64Array.from(times, (ms) => Math.round(ms / minuteMs) * minuteMs);
  const stepMs = usualStep(ts);
  const holes: Hole[] = [];
  for (let i = 1; stepMs !== undefined && i < ts.length; i++) {
    if (ts[i]! - ts[i - 1]! > 1.5 * stepMs) holes.push({ fromMs: ts[i - 1]!, toMs: ts[i]! });
  }
  return { fromMs: ts[0] ?? Number.NaN, toMs: ts[ts.length - 1] ?? Number.NaN, stepMs, holes };
}

function usualStep(ts: Float64Array): number | undefined {
  const counts = new Map<number, number>();
  for (let i = 1; i < ts.length; i++) {
    const step = ts[i]! - ts[i - 1]!;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  // A step that came once is no custom, however short the series.
  const usual = [...counts].filter(([, count]) => count > 1 && count >= (ts.length - 1) / 20);
  return usual.length === 0 ? undefined : Math.max(...usual.map(([step]) => step));
}

/** What a user must know of funding rates beside bars: for which of the bars no rate is known, and none is paid. */
export function fundingNotes({ ts, timeframeMs }: Bars, rates: TimedSeries): string[] {
  const { fromMs, toMs, stepMs, holes } = seriesCoverage(rates.ts);
  const last = ts.length === 0 ? Number.NaN : ts[ts.length - 1]! + timeframeMs;
  const outside = ts.reduce(
    (sum, open) => sum + (open + timeframeMs < fromMs || open >= toMs + (stepMs ?? 0) ? 1 : 0),
    0,
  );
  const notes: string[] = [];
  if (outside > 0) {
    notes.push(
      `funding from ${rates.source} is known from ${iso(fromMs)} to ${iso(toMs)}: ` +
        `${outside.toLocaleString("en-US")} of ${plural(ts.length, "bar")} lie outside and pay none`,
    );
  }
  const within = holes.filter((hole) => hole.toMs > ts[0]! && hole.fromMs < last);
  return [...notes, ...holesNote(within, `funding from ${rates.source}`, "none is paid there")];
}

/** What a user must know of another series beside bars: where it is not known yet, and where its values are old. */
export function seriesNotes({ ts, timeframeMs }: Bars, series: TimedSeries, name: string): string[] {
  const { fromMs, toMs, stepMs, holes } = seriesCoverage(series.ts);
  const count = (test: (close: number) => boolean) =>
    ts.reduce((sum, open) => sum + (test(open + timeframeMs) ? 1 : 0), 0);
  const of = `of ${plural(ts.length, "bar")}`;
  const notes: string[] = [];
  const before = count((close) => close < fromMs);
  if (before > 0) {
    notes.push(
      `${name} from ${series.source} begins at ${iso(fromMs)}: not known on ${before.toLocaleString("en-US")} ${of}`,
    );
  }
  const after =
    stepMs === undefined ? 0 : count((close) => close > toMs + Math.max(1.5 * stepMs, timeframeMs));
  if (after > 0) {
    notes.push(
      `${name} from ${series.source} ends at ${iso(toMs)}: its last value is held for ` +
        `${after.toLocaleString("en-US")} ${of}`,
    );
  }
  const within = holes.filter((hole) => hole.toMs > ts[0]! && hole.fromMs < ts[ts.length - 1]!);
  return [...notes, ...holesNote(within, `${name} from ${series.source}`, "the value before is held")];
}

function holesNote(holes: readonly Hole[], what: string, effect: string): string[] {
  if (holes.length === 0) return [];
  return [`${what} has ${holesText(holes)}; ${effect}`];
}

/** `2 holes, the longest of 31.0 days after 2021-05-01`. */
export function holesText(holes: readonly Hole[]): string {
  const longest = holes.reduce((a, b) => (b.toMs - b.fromMs > a.toMs - a.fromMs ? b : a));
  const days = ((longest.toMs - longest.fromMs) / 86_400_000).toFixed(1);
  return `${plural(holes.length, "hole")}, ${holes.length > 1 ? "the longest " : ""}of ${days} days after ${iso(longest.fromMs)}`;
}
