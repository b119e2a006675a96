import { describe, expect, test } from "vitest";
import { bound, compact, day, fixed, formatUnit, moment, money, percent, period, span } from "./format.ts";

describe("numbers", () => {
  test.each([
    [fixed(1234567.891, 2), "1,234,567.89"],
    [fixed(-1234, 0), "\u22121,234"],
    [fixed(-0.001, 2), "0.00"],
    [fixed(999.999, 2), "1,000.00"],
    [fixed(NaN, 2), "n/a"],
    [percent(0.1234), "12.34%"],
    [percent(12.5), "1,250%"],
    [percent(NaN), "n/a"],
    [money(99999.99), "99,999.99"],
    [money(1234567), "1,234,567"],
    [money(0.5), "0.50"],
    [money(-0.0123456), "\u22120.01235"],
    [money(0), "0.00"],
    [money(1e-12), "0.00"],
    [compact(1_200_000), "1.2M"],
    [compact(-34_000), "\u221234k"],
    [compact(2e9), "2B"],
    [compact(1e12), "1e+12"],
    [compact(0.05), "0.05"],
  ])("%s is %s", (written, expected) => expect(written).toBe(expected));

  test.each([
    [0.5, "percent", "50.00%"],
    [1234.5, "ratio", "1,234.5"],
    [1.234, "ratio", "1.23"],
    [12, "count", "12"],
    [12.25, "bars", "12.3 bars"],
    [3, "bars", "3 bars"],
    [7.5, "count", "7.5"],
    [5, "money", "5.00"],
    [NaN, "ratio", "n/a"],
    [Infinity, "ratio", "\u221e"],
    [-Infinity, "ratio", "\u2212\u221e"],
  ] as const)("%d as %s is %s", (value, unit, text) => expect(formatUnit(value, unit)).toBe(text));
});

describe("time", () => {
  test.each([
    [day(Date.UTC(2020, 1, 29)), "2020-02-29"],
    [day(NaN), "n/a"],
    [moment(Date.UTC(2020, 0, 1, 13, 5), 3_600_000), "2020-01-01 13:05"],
    [moment(Date.UTC(2020, 0, 1, 13, 5, 7), 1000), "2020-01-01 13:05:07"],
    [moment(Date.UTC(2020, 0, 1), 86_400_000), "2020-01-01"],
    [moment(NaN), "n/a"],
    [span(86_400_000), "1 day"],
    [span(2 * 365.25 * 86_400_000), "2 years"],
    [span(90_000), "1.5 minutes"],
    [span(1500), "1.5 seconds"],
    [span(12), "12 ms"],
    [span(NaN), "n/a"],
  ])("%s is %s", (written, expected) => expect(written).toBe(expected));
});

test("a period ends exclusively, midnight without a time", () => {
  const day = 86_400_000;
  expect(period(0, 2 * day)).toBe("1970-01-01 to 1970-01-03 (exclusive)");
  expect([bound(day + 82_800_000), bound(day + 250), bound(Number.NaN)]).toEqual([
    "1970-01-02 23:00",
    "1970-01-02",
    "n/a",
  ]);
});
