import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { UserError } from "./errors.ts";
import { formatTimeframe, parseTimeframe } from "./time.ts";

describe("timeframes", () => {
  test.each([
    ["1s", 1_000],
    ["15m", 900_000],
    ["4h", 14_400_000],
    ["1d", 86_400_000],
    ["1w", 604_800_000],
  ])("%s is %i ms, and back", (text, ms) => {
    expect(parseTimeframe(text)).toBe(ms);
    expect(formatTimeframe(ms)).toBe(text);
  });

  test.each(["", "h", "0m", "1M", "1y", "-1h", "1.5h", " 1h", "1h ", "60"])("refuses %j", (text) => {
    expect(() => parseTimeframe(text)).toThrow(UserError);
    expect(() => parseTimeframe(text)).toThrow(`was "${text}"`);
  });

  test("the shortest name wins", () => {
    expect(formatTimeframe(parseTimeframe("60m"))).toBe("1h");
    expect(formatTimeframe(parseTimeframe("24h"))).toBe("1d");
    expect(formatTimeframe(parseTimeframe("90m"))).toBe("90m");
    expect(formatTimeframe(parseTimeframe("14d"))).toBe("2w");
  });

  test("what is no whole number of seconds is named in milliseconds", () => {
    expect(formatTimeframe(1_500)).toBe("1500ms");
    expect(formatTimeframe(250)).toBe("250ms");
  });

  property.prop([fc.integer({ min: 1, max: 10_000 }), fc.constantFrom("s", "m", "h", "d", "w")])(
    "a name and its length are one",
    (count, unit) => {
      const ms = parseTimeframe(`${count}${unit}`);
      expect(parseTimeframe(formatTimeframe(ms))).toBe(ms);
    },
  );
});
