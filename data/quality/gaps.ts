import { type Calendar, dayOf, holidayDaysMax, weekday } from "./calendar.ts";
import { type Defect, iso, plural, Tally } from "./defect.ts";

const dayMs = 86_400_000;

/** Finds bars that the calendar expects and that are missing between the first and the last, in sorted timestamps. */
export function findGaps(ts: Float64Array, stepMs: number, calendar: Calendar): Defect[] {
  const tally = new Tally();
  let missing = 0;
  let longest = 0;
  let longestAfter = 0;
  for (let i = 1; i < ts.length; i++) {
    if (ts[i]! - ts[i - 1]! < 1.5 * stepMs) continue;
    const absent = missingBetween(ts[i - 1]!, ts[i]!, stepMs, calendar);
    if (absent === 0) continue;
    tally.add(i - 1);
    missing += absent;
    if (absent > longest) [longest, longestAfter] = [absent, ts[i - 1]!];
  }
  const words = (count: number) => {
    const most = count > 1 ? `, the longest ${plural(longest, "bar")} after ${iso(longestAfter)}` : "";
    return `${plural(count, "gap")}, ${plural(missing, "bar")} missing${most}`;
  };
  return tally.defect("gaps", ts, words, "after ");
}

/** Number of expected bars strictly between two neighbours; short closures of a market that closes count for nothing. */
function missingBetween(from: number, to: number, stepMs: number, calendar: Calendar): number {
  if (calendar.alwaysOpen) return Math.round((to - from) / stepMs) - 1;
  const [fromDay, toDay] = [dayOf(from), dayOf(to)];
  if (fromDay === toDay) return expectedWithin(from + stepMs, to, stepMs, calendar);
  let days = 0;
  for (let day = fromDay + 1; day < toDay; day++) if (calendar.openDays[weekday(day)]) days++;
  if (days <= holidayDaysMax) return 0;
  return days * Math.max(1, calendar.slots.filter(Boolean).length);
}

/** Number of bars that the calendar expects from `start` until before `end`. */
export function expectedWithin(start: number, end: number, stepMs: number, calendar: Calendar): number {
  let expected = 0;
  for (let time = start; time < end - stepMs / 2; time += stepMs) {
    const day = dayOf(time);
    const slot = Math.floor((time - day * dayMs) / stepMs) % calendar.slots.length;
    const open = calendar.openDays[weekday(day)] && calendar.slots[slot];
    if (calendar.alwaysOpen || open) expected++;
  }
  return expected;
}
