import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { columnChart } from "./column-chart.ts";
import { areaPath, linePath } from "./frame.ts";
import { histogram } from "./histogram.ts";
import { scatter } from "./scatter.ts";
import { linearTicks, niceValues, timeTicks } from "./ticks.ts";
import { timeChart } from "./time-chart.ts";

const dayMs = 86_400_000;
const clean = (markup: string) => expect(markup).not.toMatch(/NaN|Infinity|undefined/);

describe("ticks", () => {
  test.prop([
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
    fc.integer({ min: 2, max: 10 }),
  ])("lie within the range, rising, about as many as wanted", (from, width, count) => {
    fc.pre(from + width > from);
    const values = niceValues(from, from + width, count);
    expect(values.length).toBeLessThanOrEqual(count + 2);
    const slack = 1e-6 * (Math.abs(from) + width);
    for (const value of values) expect(value >= from - slack && value <= from + width + slack).toBe(true);
  });

  test("are round", () => {
    expect(niceValues(0.03, 0.97, 4)).toEqual([0.25, 0.5, 0.75]);
    expect(niceValues(5, 5, 4)).toEqual([5]);
    expect(niceValues(0, 10, 4)).toEqual([0, 2.5, 5, 7.5, 10]);
    expect(niceValues(0, 10, 4, true)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(niceValues(0, 2.2, 4, true)).toEqual([0, 1, 2]);
    expect(niceValues(0, 100, 4, true)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(linearTicks(-0.1, 0, 4, "percent").map((tick) => tick.label)).toEqual([
      "\u221210.0%",
      "\u22127.5%",
      "\u22125.0%",
      "\u22122.5%",
      "0.0%",
    ]);
    expect(linearTicks(0, 0.001, 4, "percent").map((tick) => tick.label)[1]).toBe("0.025%");
    expect(linearTicks(-0.2, 0.2, 4, "percent").map((tick) => tick.label)).toEqual([
      "\u221220%",
      "\u221210%",
      "0%",
      "10%",
      "20%",
    ]);
    expect(linearTicks(0, 0.004, 4, "percent").map((tick) => tick.label)).toEqual([
      "0.0%",
      "0.1%",
      "0.2%",
      "0.3%",
      "0.4%",
    ]);
  });

  test.each([
    ["decades", Date.UTC(1950, 0, 1), Date.UTC(2020, 0, 1), ["1960", "1980", "2000", "2020"]],
    ["years", Date.UTC(2016, 5, 1), Date.UTC(2020, 5, 1), ["2017", "2018", "2019", "2020"]],
    [
      "months",
      Date.UTC(2020, 0, 15),
      Date.UTC(2020, 5, 15),
      ["2020-02", "2020-03", "2020-04", "2020-05", "2020-06"],
    ],
    ["days", Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 9), ["01-01", "01-03", "01-05", "01-07", "01-09"]],
    ["hours", Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 1, 12), ["00:00", "03:00", "06:00", "09:00", "12:00"]],
  ])("of time are %s", (_, from, to, labels) => {
    expect(timeTicks(from, to, 5).map((tick) => tick.label)).toEqual(labels);
  });
});

describe("paths", () => {
  test("lift the pen at a gap", () => {
    expect(linePath([0, 1, 2, 3], [5, NaN, 6, 7], "strategy").markup).toContain('d="M0 5M2 6L3 7"');
    expect(areaPath([0, 1, 2, 3], [5, NaN, 6, 7], 9, "strategy").markup).toContain(
      'd="M0 9L0 5L0 9ZM2 9L2 6L3 7L3 9Z"',
    );
  });
});

describe("charts", () => {
  const ts = Float64Array.from({ length: 50 }, (_, i) => i * dayMs);

  test("draw a line through what is known, thinned", () => {
    const long = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i / 900));
    const days = Float64Array.from({ length: 20_000 }, (_, i) => i * dayMs);
    const { markup } = timeChart({
      title: "t",
      ts: days,
      lines: [{ className: "strategy", values: long, area: true }],
    });
    clean(markup);
    expect(markup.length).toBeLessThan(40_000);
    expect(markup).toContain('class="base"');
  });

  test.each([
    ["nothing known", new Float64Array(50).fill(NaN)],
    ["no bar", new Float64Array(0)],
  ])("say so where there is %s", (_, values) => {
    const { markup } = timeChart({
      title: "t",
      ts: ts.slice(0, values.length),
      lines: [{ className: "s", values }],
    });
    expect(markup).toContain("Too few bars");
  });

  test("draw a constant", () => {
    const values = new Float64Array(50).fill(3);
    clean(timeChart({ title: "t", ts, lines: [{ className: "s", values }] }).markup);
    clean(timeChart({ title: "t", ts, lines: [{ className: "s", values }], log: true }).markup);
  });

  test("draw powers of ten on a logarithmic axis, and leave out what has no logarithm", () => {
    const values = Float64Array.from(ts, (_, i) => (i === 9 ? -1 : 10 ** (i / 10)));
    const { markup } = timeChart({ title: "t", ts, lines: [{ className: "s", values }], log: true });
    clean(markup);
    expect(markup).toMatch(/>1<.*>10<.*>100<.*>1k<.*>10k</);
  });

  test("draw columns up and down, and thin their labels", () => {
    const groups = Array.from({ length: 40 }, (_, i) => ({
      label: String(1980 + i),
      columns: [{ value: i === 3 ? NaN : i - 20, className: "gain", note: "a < b" }],
    }));
    const { markup } = columnChart({ title: "t", groups });
    clean(markup);
    expect(markup.match(/<rect/g)).toHaveLength(39);
    expect(markup.match(/>\d{4}</g)!.length).toBeLessThan(20);
    expect(markup).toContain("a &lt; b");
    expect(columnChart({ title: "t", groups: [] }).markup).toContain("Nothing to draw");
  });

  test("draw a histogram with its normal law and marks", () => {
    const bins = [-2, -1, 0, 1].map((from, i) => ({ from: from + 0.5, to: from + 1.5, count: i + 1 }));
    const options = {
      title: "t",
      bins,
      unit: "number",
      signed: true,
      marks: [
        { value: 0, label: "m" },
        { value: 99, label: "far" },
      ],
    } as const;
    const { markup } = histogram({ ...options, normal: { mean: 0, deviation: 1 } });
    clean(markup);
    expect([...markup.matchAll(/class="bar (\w+)"/g)].map(([, tone]) => tone)).toEqual([
      "loss",
      "benchmark",
      "gain",
      "gain",
    ]);
    expect(markup).toContain("line normal");
    expect(markup).not.toContain("far");
    expect(histogram({ ...options, normal: { mean: 0, deviation: 0 } }).markup).not.toContain("line normal");
    expect(histogram({ title: "t", bins: [], unit: "percent" }).markup).toContain("Nothing to draw");
  });

  test("draw points with the part of a line that lies within", () => {
    const sets = [{ className: "gain", x: [-1, 0, 1], y: [-1, 0, 1] }];
    const options = { title: "t", sets, xUnit: "number", yUnit: "number" } as const;
    const steep = scatter({ ...options, line: { intercept: 0, slope: 100 } }).markup;
    clean(steep);
    const ys = [...steep.matchAll(/class="normal line"[^>]*y1="([\d.]+)" y2="([\d.]+)"/g)][0]!
      .slice(1)
      .map(Number);
    expect(ys[0]! <= 230 && ys[1]! >= 0).toBe(true);
    expect(scatter({ ...options, line: { intercept: 0, slope: 0 } }).markup).toContain("normal line");
    expect(scatter({ ...options, line: { intercept: NaN, slope: 0 } }).markup).not.toContain("normal line");
    expect(scatter({ ...options, sets: [] }).markup).toContain("Nothing to draw");
  });
});
