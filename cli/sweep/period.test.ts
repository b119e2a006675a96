import { expect, test } from "vitest";
import { parsePeriod, parsePeriods } from "./period.ts";
import { duration, rateText } from "./progress.ts";

const iso = (text: string) => {
  const { fromMs, toMs } = parsePeriod(text);
  return [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
};

test.each([
  ["2021", "2021-01-01", "2022-01-01"],
  ["2021:2022", "2021-01-01", "2023-01-01"],
  ["2020-02", "2020-02-01", "2020-03-01"],
  ["2020-11:2021-01", "2020-11-01", "2021-02-01"],
  ["2020-02-29", "2020-02-29", "2020-03-01"],
  ["2020-12-31:2021", "2020-12-31", "2022-01-01"],
])("%s is %s to %s", (text, from, to) => expect(iso(text)).toEqual([from, to]));

test.each(["", "21", "2021-2", "2021-02-30", "2021-13", "2022:2021", "2021:2022:2023", "a:b", "2021:"])(
  "%j is refused",
  (text) => expect(() => parsePeriod(text)).toThrow("--period must be"),
);

test("the same period twice is refused, however it is written", () => {
  expect(parsePeriods(["2020", "2020:2021"])).toHaveLength(2);
  for (const again of ["2020", "2020-01:2020-12"]) {
    expect(() => parsePeriods(["2020", "2021", again])).toThrow(
      `--period must give each period once; "${again}" comes twice`,
    );
  }
});

test("rates and durations in few words", () => {
  expect([0.4, 999, 1234, 56_780_000, 4e9].map(rateText)).toEqual(["0", "999", "1.23k", "56.8M", "4B"]);
  expect([0.4, 59, 61, 3_700].map(duration)).toEqual(["0 s", "59 s", "1 min 1 s", "1 h 1 min"]);
});
