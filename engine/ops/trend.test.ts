import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { cleanColumn } from "../compile/testing/series.ts";
import type { Node } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import * as ops from "./index.ts";

const nan = Number.NaN;
const length = 200;
const fields = ["high", "low", "close"] as const;
const bars = Object.fromEntries(fields.map((field) => [field, cleanColumn(field, length)])) as Record<
  (typeof fields)[number],
  Float64Array
>;
const { high, low, close } = bars;
type Build = (market: Market) => Node;
const run = (build: Build, data: Record<string, ArrayLike<number>> = bars) => [...evaluate(data, build)];
const last = (build: Build, data?: Record<string, ArrayLike<number>>) => run(build, data).at(-1)!;
const sumOver = (n: number, of: (i: number) => number) =>
  Array.from({ length: n }, (_, k) => of(length - n + k)).reduce((sum, x) => sum + x, 0);
const trueRange = (i: number) => Math.max(high[i]!, close[i - 1]!) - Math.min(low[i]!, close[i - 1]!);
const flat = { high: new Array(60).fill(1.1), low: new Array(60).fill(1.1), close: new Array(60).fill(1.1) };

describe("trend indicators equal their published formulas", () => {
  test("vortex", () => {
    const up = sumOver(14, (i) => Math.abs(high[i]! - low[i - 1]!));
    const down = sumOver(14, (i) => Math.abs(low[i]! - high[i - 1]!));
    expect(last((m) => ops.vortex(m, 14).plus)).toBeCloseTo(up / sumOver(14, trueRange), 12);
    expect(last((m) => ops.vortex(m, 14).minus)).toBeCloseTo(down / sumOver(14, trueRange), 12);
  });

  test("choppiness", () => {
    const range = Math.max(...high.slice(-14)) - Math.min(...low.slice(-14));
    const wanted = (100 * Math.log10(sumOver(14, trueRange) / range)) / Math.log10(14);
    expect(last((m) => ops.choppiness(m, 14))).toBeCloseTo(wanted, 10);
  });

  test("aroon counts from the latest of equal extremes", () => {
    const data = { high: [1, 5, 2, 5, 3, 3], low: [1, 0, 2, 0, 1, 1] };
    expect(run((m) => ops.aroon(m, 4).up, data).slice(4)).toEqual([75, 50]);
    expect(run((m) => ops.aroon(m, 4).oscillator, data).slice(4)).toEqual([0, 0]);
  });

  test("the average of the directional index is adx", () => {
    expect(run((m) => ops.adx(m, 10))).toEqual(run((m) => ops.dmi(m, 10).adx));
  });
});

describe("stops", () => {
  test("the parabolic stop stays on its side and moves only with the trend, until the price reaches it", () => {
    const stop = run((m) => ops.sar(m));
    for (let i = 2; i < length; i++) {
      const below = stop[i]! < low[i]!;
      const turned = below !== stop[i - 1]! < low[i - 1]!;
      if (turned) continue;
      expect(below ? stop[i]! >= stop[i - 1]! : stop[i]! <= stop[i - 1]!, `bar ${i}`).toBe(true);
    }
  });

  test("its factor stays within the greatest", () => {
    expect(last((m) => ops.sar(m, { step: 0.5, max: 0.1 }))).toBe(
      last((m) => ops.sar(m, { step: 0.1, max: 0.1 })),
    );
  });

  test("supertrend turns at a close beyond its band and not before", () => {
    const direction = run((m) => ops.supertrend(m, { n: 5, k: 1 }).direction);
    const value = run((m) => ops.supertrend(m, { n: 5, k: 1 }).value);
    expect(direction.slice(0, 6)).toEqual([nan, nan, nan, nan, nan, -1]);
    expect(new Set(direction.slice(5))).toEqual(new Set([-1, 1]));
    for (let i = 6; i < length; i++) {
      const beyond = direction[i - 1] === 1 ? close[i]! < value[i]! : close[i]! > value[i]!;
      if (direction[i] === direction[i - 1]) expect(beyond, `bar ${i}`).toBe(false);
      expect(direction[i] === 1 ? value[i]! <= close[i]! : value[i]! >= close[i]!, `bar ${i}`).toBe(true);
    }
  });
});

describe("ichimoku", () => {
  const lines = (m: Market) => ops.ichimoku(m, { tenkan: 3, kijun: 5, senkou: 8, shift: 4 });

  test("draws the cloud where it was computed `shift` bars ago", () => {
    const lead = run((m) => lines(m).leadA);
    expect(run((m) => lines(m).spanA).slice(12)).toEqual(lead.slice(8, -4));
    const middle = (n: number) => (Math.max(...high.slice(-n)) + Math.min(...low.slice(-n))) / 2;
    expect(lead.at(-1)).toBeCloseTo((middle(3) + middle(5)) / 2, 12);
    expect(last((m) => lines(m).leadB)).toBeCloseTo(middle(8), 12);
  });

  test("gives no line that knows the future", () => {
    const names = ["tenkan", "kijun", "spanA", "spanB", "leadA", "leadB"] as const;
    const later = Object.fromEntries(
      fields.map((field) => [field, bars[field].map((x, i) => (i < 100 ? x : 9 * x))]),
    );
    for (const name of names) {
      expect(run((m) => lines(m)[name], later).slice(0, 100)).toEqual(
        run((m) => lines(m)[name]).slice(0, 100),
      );
    }
  });
});

describe("a market that does not move", () => {
  test.each<[string, Build, number]>([
    ["+DI", (m) => ops.dmi(m, 5).plus, 0],
    ["-DI", (m) => ops.dmi(m, 5).minus, 0],
    ["DX", (m) => ops.dmi(m, 5).dx, 0],
    ["ADX", (m) => ops.dmi(m, 5).adx, 0],
    ["choppiness", (m) => ops.choppiness(m, 5), nan],
    ["vortex", (m) => ops.vortex(m, 5).plus, nan],
    ["sar", (m) => ops.sar(m), 1.1],
    ["donchian", (m) => ops.donchian(m, 5).middle, 1.1],
    ["supertrend", (m) => ops.supertrend(m, { n: 5 }).value, 1.1],
  ])("%s", (_, build, wanted) => expect(last(build, flat)).toBe(wanted));

  test("DX and ADX keep what they were while nothing moves up or down", () => {
    const step = [1, 2, 3, 4, 5, 6, 7, 8, ...new Array(20).fill(8)];
    const data = { high: step, low: step.map((x) => x - 1), close: step };
    // A range in each bar, but no directional movement any more: the sums fade, their ratio stays.
    expect(last((m) => ops.dmi(m, 3).dx, data)).toBe(100);
    expect(last((m) => ops.dmi(m, 3).adx, data)).toBeCloseTo(100, 9);
  });
});

test.each<[string, Build, string]>([
  ["dmi", (m) => ops.dmi(m, 0).dx, "dmi: n must be a whole number of at least 1; was 0"],
  ["choppiness", (m) => ops.choppiness(m, 1), "choppiness: n must be a whole number of at least 2; was 1"],
  ["sar", (m) => ops.sar(m, { step: -1 }), "sar: step must be a number of at least 0; was -1"],
  [
    "supertrend",
    (m) => ops.supertrend(m, { n: 0 }).value,
    "supertrend: n must be a whole number of at least 1",
  ],
])("%s refuses a bad parameter by name", (_, build, message) => expect(() => run(build)).toThrow(message));
