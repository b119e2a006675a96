const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

/** Days of a year on which a market that never closes trades. */
export const daysOpenAlways = 365;
/** Days of a year on which a market that closes at weekends and on holidays trades. */
export const daysOpenWeekdays = 252;

/**
 * Day of the week in UTC, 0 for Sunday to 6 for Saturday.
 *
 * @example
 * weekdayOf(0) // => 4
 */
export const weekdayOf = (ts: number): number => (((Math.floor(ts / dayMs) + 4) % 7) + 7) % 7;

/**
 * Bars in a year, for annualised figures, derived from when the data has bars (`ts` in ms since 1970 UTC, rising).
 *
 * - A market that never closes has 365 days of `86_400_000 / timeframeMs` bars.
 * - A market that closes has 252 days; within a day as many bars as its median weekday holds.
 * - Bars longer than a day do not show whether the market closes: they fill the 365 days of a year.
 *
 * A market closes when fewer than half of the bars that its Saturdays (UTC) could hold are there. Data too short
 * to hold a Saturday counts as closing when bars fill less than three quarters of its span. Gaps of a market that
 * never closes do not change the result. NaN without bars or with a timeframe that is not positive.
 *
 * @example
 * barsPerYear(Float64Array.from({ length: 14 }, (_, i) => i * 86_400_000), 86_400_000) // => 365
 */
export function barsPerYear(ts: Float64Array, timeframeMs: number): number {
  if (ts.length === 0 || !(timeframeMs > 0)) return Number.NaN;
  if (timeframeMs > dayMs || !closes(ts, timeframeMs)) return (daysOpenAlways * dayMs) / timeframeMs;
  return daysOpenWeekdays * (timeframeMs === dayMs ? 1 : barsOfMedianWeekday(ts));
}

/** Whether a market stands still at weekends or overnight, judged from where its bars are. */
function closes(ts: Float64Array, timeframeMs: number): boolean {
  const first = ts[0]!;
  const end = ts[ts.length - 1]! + timeframeMs;
  // The first midnight at which a Saturday begins, on or after the first bar; 1970-01-03 was one.
  const firstSaturday = 2 * dayMs + Math.ceil((first - 2 * dayMs) / weekMs) * weekMs;
  const saturdays = Math.max(0, Math.floor((end - firstSaturday - dayMs) / weekMs) + 1);
  if (saturdays === 0) return ts.length * timeframeMs < 0.75 * (end - first);
  let seen = 0;
  for (let k = 0; k < saturdays; k++) {
    const from = firstSaturday + k * weekMs;
    seen += lowerBound(ts, from + dayMs) - lowerBound(ts, from);
  }
  return seen < (0.5 * saturdays * dayMs) / timeframeMs;
}

function barsOfMedianWeekday(ts: Float64Array): number {
  const counts: number[] = [];
  for (let i = 0; i < ts.length; ) {
    const day = Math.floor(ts[i]! / dayMs);
    const next = lowerBound(ts, (day + 1) * dayMs, i);
    const weekday = weekdayOf(ts[i]!);
    if (weekday > 0 && weekday < 6) counts.push(next - i);
    i = next;
  }
  counts.sort((a, b) => a - b);
  const middle = counts.length >> 1;
  if (counts.length === 0) return Number.NaN;
  return counts.length % 2 === 1 ? counts[middle]! : (counts[middle - 1]! + counts[middle]!) / 2;
}

/**
 * Index of the first value of a rising column that is not below `value`; its length if there is none.
 *
 * @example
 * lowerBound(Float64Array.of(10, 20, 30), 15) // => 1
 */
export function lowerBound(column: Float64Array, value: number, from = 0): number {
  let low = from;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
