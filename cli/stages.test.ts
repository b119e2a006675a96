import { expect, test } from "vitest";
import { formatMetric, formatTime } from "./format.ts";
import type { Io } from "./io.ts";
import { stages } from "./stages.ts";

const listening = (terminal: boolean) => {
  const said: string[] = [];
  return { said, io: { terminal, err: (text: string) => said.push(text) } as unknown as Io };
};

test("on a terminal each stage takes the place of the last, and nothing stays", () => {
  const { said, io } = listening(true);
  const stage = stages({}, io);
  stage("reading");
  stage();
  expect(said).toEqual(["\r\x1b[2Kreading …", "\r\x1b[2K"]);
});

test("nothing is said where nobody looks", () => {
  for (const [wishes, terminal] of [
    [{}, false],
    [{ json: true }, true],
    [{ quiet: true }, true],
  ] as const) {
    const { said, io } = listening(terminal);
    stages(wishes, io)("reading");
    expect(said).toEqual([]);
  }
});

test("figures for people", () => {
  expect(formatMetric(Number.NaN, "ratio")).toBe("n/a");
  expect(formatMetric(undefined, "ratio")).toBe("n/a");
  expect(formatMetric(Number.POSITIVE_INFINITY, "ratio")).toBe("∞");
  expect(formatMetric(Number.NEGATIVE_INFINITY, "ratio")).toBe("-∞");
  expect(formatMetric(-0.00001, "percent")).toBe("0.00%");
  expect(formatMetric(1234567.891, "money")).toBe("1,234,567.89");
  expect(formatMetric(12, "bars")).toBe("12");
  expect(formatMetric(12.34, "bars")).toBe("12.3");
  expect(formatMetric(123.456, "ratio")).toBe("123.5");
  expect(formatMetric(7, "count")).toBe("7");
  expect(formatTime(3_600_000)).toBe("1970-01-01 01:00");
});
