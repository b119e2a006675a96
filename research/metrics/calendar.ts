const dayMs = 86_400_000;

/** A period of the calendar (UTC) and the compounded return of the bars in it. */
export interface PeriodReturn {
  /** `2020` or `2020-03` or `2020-03-31`. */
  readonly key: string;
  readonly value: number;
  /** Bars in the period. */
  readonly bars: number;
}

function compounded(returns: Float64Array, ts: Float64Array, digits: 4 | 7 | 10): PeriodReturn[] {
  const periods: PeriodReturn[] = [];
  let key = "";
  let day = Number.NaN;
  let growth = 1;
  let from = 0;
  const close = (to: number) => {
    if (to > from) periods.push({ key, value: growth - 1, bars: to - from });
  };
  for (let i = 0; i < returns.length; i++) {
    const here = Math.floor(ts[i]! / dayMs);
    // A date is made once a day, not once a bar.
    if (here !== day) {
      day = here;
      const name = new Date(here * dayMs).toISOString().slice(0, digits);
      if (name !== key) {
        close(i);
        [key, growth, from] = [name, 1, i];
      }
    }
    growth *= 1 + returns[i]!;
  }
  close(returns.length);
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
