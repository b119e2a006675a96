import { describe, expect, test } from "vitest";
import { barsPerYear, lowerBound, weekdayOf } from "./calendar.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 2024-01-01, a Monday. */
const monday = Date.UTC(2024, 0, 1);

/** Opens of bars from `monday` on over some days, where the market is open. */
function opens(days: number, timeframeMs: number, open: (ts: number) => boolean = () => true): Float64Array {
  const out: number[] = [];
  for (let ts = monday; ts < monday + days * dayMs; ts += timeframeMs) if (open(ts)) out.push(ts);
  return Float64Array.from(out);
}
const isWeekday = (ts: number): boolean => weekdayOf(ts) >= 1 && weekdayOf(ts) <= 5;
const hourOf = (ts: number): number => (ts % dayMs) / hourMs;
/** Sunday 22:00 to Friday 22:00 UTC. */
const forex = (ts: number): boolean => {
  const day = weekdayOf(ts);
  return day === 0 ? hourOf(ts) >= 22 : day === 5 ? hourOf(ts) < 22 : day !== 6;
};

test("weekdays count from Sunday, before 1970 too", () => {
  expect(weekdayOf(monday)).toBe(1);
  expect(weekdayOf(Date.UTC(2024, 0, 6, 23, 59))).toBe(6);
  expect(weekdayOf(Date.UTC(1969, 11, 31))).toBe(3);
});

describe("a market that never closes has 365 days", () => {
  test.each([
    ["1d", dayMs, 365],
    ["4h", 4 * hourMs, 365 * 6],
    ["1h", hourMs, 365 * 24],
    ["1m", hourMs / 60, 365 * 1440],
  ])("%s", (_name, timeframeMs, want) => {
    expect(barsPerYear(opens(30, timeframeMs), timeframeMs)).toBe(want);
  });

  test("and gaps do not change that", () => {
    let k = 0;
    const ts = opens(60, hourMs, () => ++k % 4 !== 0);
    expect(barsPerYear(ts, hourMs)).toBe(365 * 24);
  });
});

describe("a market that closes has 252 days", () => {
  test("of daily bars, holidays or not", () => {
    const holiday = Date.UTC(2024, 0, 15);
    expect(
      barsPerYear(
        opens(60, dayMs, (ts) => isWeekday(ts) && ts !== holiday),
        dayMs,
      ),
    ).toBe(252);
  });

  test("of as many bars as its median weekday has", () => {
    const session = (ts: number) => isWeekday(ts) && hourOf(ts) >= 14 && hourOf(ts) < 21;
    expect(barsPerYear(opens(30, hourMs, session), hourMs)).toBe(252 * 7);
    expect(barsPerYear(opens(60, hourMs, forex), hourMs)).toBe(252 * 24);
  });

  test("and a stray weekend bar does not open it", () => {
    const stray = Date.UTC(2024, 0, 6, 12);
    expect(
      barsPerYear(
        opens(60, hourMs, (ts) => forex(ts) || ts === stray),
        hourMs,
      ),
    ).toBe(252 * 24);
  });
});

describe("data that does not reach over a weekend", () => {
  test("counts as always open where bars fill it", () => {
    expect(barsPerYear(opens(3, hourMs), hourMs)).toBe(365 * 24);
    expect(barsPerYear(Float64Array.of(monday), dayMs)).toBe(365);
  });

  test("counts as closing where they do not", () => {
    expect(
      barsPerYear(
        opens(3, hourMs, (ts) => hourOf(ts) >= 14 && hourOf(ts) < 21),
        hourMs,
      ),
    ).toBe(252 * 7);
  });

  test("a session of two half days has the mean of both", () => {
    const ts = [...opens(2, hourMs, (at) => (at < monday + dayMs ? hourOf(at) < 4 : hourOf(at) >= 18))];
    expect(barsPerYear(Float64Array.from(ts), hourMs)).toBe(252 * 5);
  });
});

test("bars longer than a day fill the year", () => {
  expect(barsPerYear(opens(70, 7 * dayMs), 7 * dayMs)).toBeCloseTo(365 / 7, 12);
});

test("no bars, or no timeframe, is NaN; weekends alone have no weekday", () => {
  expect(barsPerYear(new Float64Array(0), dayMs)).toBeNaN();
  expect(barsPerYear(opens(10, dayMs), 0)).toBeNaN();
  const sundays = opens(30, hourMs, (ts) => weekdayOf(ts) === 0 && hourOf(ts) < 3);
  expect(barsPerYear(sundays, hourMs)).toBeNaN();
});

test("lowerBound finds the first value that is not below", () => {
  const column = Float64Array.of(1, 3, 3, 5);
  expect([0, 1, 2, 3, 4, 5, 6].map((x) => lowerBound(column, x))).toEqual([0, 0, 1, 1, 3, 3, 4]);
  expect(lowerBound(column, 0, 2)).toBe(2);
});
