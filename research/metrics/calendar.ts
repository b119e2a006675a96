const dayMs = 86_400_000;

/** A period of the calendar (UTC) and the compounded return of the bars in it. */
export interface PeriodReturn {
  /** `2020` or `2020-03` or `2020-03-31`. */
  readonly key: string;
  readonly value: number;
  /** Bars in the period. */
  readonly bars: number;
}

/** Midnight (UTC) at which the period of a time ends: the next year, month or day, by the digits of its key. */
function periodEnd(ts: number, digits: 4 | 7 | 10): number {
  if (digits === 10) return (Math.floor(ts / dayMs) + 1) * dayMs;
  const date = new Date(ts);
  const year = date.getUTCFullYear();
  return digits === 4 ? Date.UTC(year + 1, 0) : Date.UTC(year, date.getUTCMonth() + 1);
}

function compounded(returns: Float64Array, ts: Float64Array, digits: 4 | 7 | 10): PeriodReturn[] {
  const periods: PeriodReturn[] = [];
  for (let i = 0; i < returns.length; ) {
    const from = i;
    const end = periodEnd(ts[from]!, digits);
    let growth = 1;
    for (; i < returns.length && ts[i]! < end; i++) growth *= 1 + returns[i]!;
    const key = new Date(ts[from]!).toISOString().slice(0, digits);
    periods.push({ key, value: growth - 1, bars: i - from });
  }
  return periods;
}

/** Simple returns compounded by calendar month (UTC) of their bar; months without bars are absent. */
export const monthlyReturns = (returns: Float64Array, ts: Float64Array): PeriodReturn[] =>
  compounded(returns, ts, 7);

/** Simple returns compounded by calendar year (UTC) of their bar; years without bars are absent. */
export const yearlyReturns = (returns: Float64Array, ts: Float64Array): PeriodReturn[] =>
  compounded(returns, ts, 4);

/** Simple returns compounded by day (UTC) of their bar; days without bars are absent. */
export const dailyReturns = (returns: Float64Array, ts: Float64Array): PeriodReturn[] =>
  compounded(returns, ts, 10);

/** Equity at the last close of each day (UTC) that has bars. */
export interface DailyEquity {
  /** Midnight at which each day begins, ms since 1970 UTC. */
  readonly ts: Float64Array;
  readonly equity: Float64Array;
}

/** The last value of each day (UTC) by the open of its bars. */
export function dailyEquity(equity: Float64Array, ts: Float64Array): DailyEquity {
  const days: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < ts.length; i++) {
    const day = Math.floor(ts[i]! / dayMs);
    if (i + 1 < ts.length && ts[i + 1]! < (day + 1) * dayMs) continue;
    days.push(day * dayMs);
    values.push(equity[i]!);
  }
  return { ts: Float64Array.from(days), equity: Float64Array.from(values) };
}
