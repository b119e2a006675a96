import type { Bars } from "../../engine/trade/bars.ts";
import { deriveCalendar } from "./calendar.ts";
import type { Defect } from "./defect.ts";
import { findFlatRuns } from "./flat.ts";
import { findGaps } from "./gaps.ts";
import { findOffGrid } from "./grid.ts";
import { putInOrder } from "./order.ts";
import { findStale } from "./stale.ts";
import { findBadTicks } from "./ticks.ts";
import { checkValues } from "./values.ts";

/** Finds every defect of a table of bars, those that a backtest refuses first. Indices are rows of the table as it is. */
export function checkBars(bars: Bars): Defect[] {
  const { columns, origin, defects } = putInOrder(bars);
  const calendar = deriveCalendar(columns.ts, bars.timeframeMs);
  const found = [
    ...findGaps(columns.ts, bars.timeframeMs, calendar),
    ...findOffGrid(columns.ts, bars.timeframeMs),
    ...checkValues(columns),
    ...findBadTicks(columns),
    ...(calendar.alwaysOpen ? findStale(columns, bars.timeframeMs) : []),
    ...findFlatRuns(columns),
  ];
  const placed = found.map((defect) => ({
    ...defect,
    where: defect.where.map(({ index, ts }) => ({ index: origin(index), ts })),
  }));
  const all = [...defects, ...placed];
  return [
    ...all.filter((defect) => defect.severity === "refuse"),
    ...all.filter((defect) => defect.severity === "note"),
  ];
}

/** The rule by which gaps of these bars are told from closed hours. */
export function calendarRule(bars: Bars): string {
  return deriveCalendar(putInOrder(bars).columns.ts, bars.timeframeMs).rule;
}
