import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createColumns } from "../../../engine/compile/columns.ts";
import { createStream } from "../../../engine/compile/stream.ts";
import type { Node } from "../../../engine/graph/node.ts";
import { featureTable } from "../../../engine/ops/features/table.ts";
import { alignBars, columnOf, type MarketData } from "../../../engine/run/market.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import { copyOf } from "../leaks/stretch.ts";
import { walkBars } from "../testing/walk-bars.ts";
import { traceFeatures } from "./feature-columns.ts";

const funded = (bars: Bars): Bars => ({
  ...bars,
  extra: { funding: bars.ts.map((_, i) => (i % 8 === 0 ? 1e-4 * Math.sin(i) : Number.NaN)) },
});
const market = alignBars(
  ["A", "B", "C"].map((symbol, k) =>
    funded(walkBars({ symbol, length: 900, seed: 3 + k, gaps: k === 2 ? 0.05 : 0 })),
  ),
);
const traced = traceFeatures(featureTable, market, ["C"]);
const { nodes } = traced[0]!;

const columnsOf = (data: MarketData, of: readonly Node[] = nodes) => {
  const columns = createColumns(data.ts.length, (source) => columnOf(data, source));
  return of.map((node) => columns.of(node).slice());
};
const whole = columnsOf(market);

function firstDifference(a: Float64Array, b: Float64Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}
const differing = (other: readonly Float64Array[]) =>
  featureTable.flatMap(({ name }, k) => {
    const bar = firstDifference(whole[k]!, other[k]!);
    return bar < 0 ? [] : [`${name} at bar ${bar}`];
  });

test("more than a hundred features, each named, in a family and in words", () => {
  expect(featureTable.length).toBeGreaterThan(100);
  expect(new Set(featureTable.map(({ name }) => name)).size).toBe(featureTable.length);
  for (const { name, formula } of featureTable) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(formula.length).toBeGreaterThan(4);
  }
  const families = [
    "momentum",
    "trend",
    "volatility",
    "volume",
    "microstructure",
    "calendar",
    "cross-asset",
    "regime",
    "fractional",
    "autocorrelation",
    "entropy",
    "funding",
  ];
  expect([...new Set(featureTable.map(({ family }) => family))]).toEqual(families);
});

describe("every feature", () => {
  test("is known on most bars after its warm-up, and finite", () => {
    const poor = featureTable.flatMap(({ name }, k) => {
      const column = whole[k]!;
      const known = column.filter((x) => !Number.isNaN(x)).length;
      // Funding of a bar in eight.
      const least = name.startsWith("funding") ? 15 : 400;
      return known < least || column.some((x) => Math.abs(x) === Number.POSITIVE_INFINITY)
        ? [`${name}: ${known}`]
        : [];
    });
    expect(poor).toEqual([]);
  });

  test("tells bars apart", () => {
    const flat = featureTable.filter((_, k) => new Set(whole[k]!.filter((x) => !Number.isNaN(x))).size < 2);
    // A month and a half of hours has one month, or two.
    expect(flat.map(({ name }) => name).filter((name) => !name.startsWith("month"))).toEqual([]);
  });

  test("is causal: the columns of the first bars are those of all, cut", () => {
    for (const length of [1, 2, 899]) expect(differing(columnsOf(copyOf(market, 0, length)))).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 898 }), (length) => {
        expect(differing(columnsOf(copyOf(market, 0, length)))).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });

  test("is the same bar by bar", () => {
    const stream = createStream(nodes);
    const inputs = stream.sources.map((source) => columnOf(market, source)!);
    const out = nodes.map(() => new Float64Array(market.ts.length));
    for (let i = 0; i < market.ts.length; i++) {
      for (const [k, input] of inputs.entries()) stream.values[k] = input[i]!;
      stream.step();
      for (const [k, node] of nodes.entries()) out[k]![i] = stream.read(node);
    }
    expect(differing(out)).toEqual([]);
  });

  test("forgets where the data began: no more than a hundredth of its deviation is left after 600 bars", () => {
    const late = columnsOf(copyOf(market, 250, 900));
    const told = featureTable.flatMap(({ name }, k) => {
      const known = whole[k]!.filter((x) => !Number.isNaN(x));
      const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
      const deviation = Math.sqrt(known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / known.length);
      const gaps = [...late[k]!.keys()].slice(600).map((i) => Math.abs(late[k]![i]! - whole[k]![i + 250]!));
      const most = Math.max(0, ...gaps.filter((gap) => !Number.isNaN(gap)));
      return most > 0.01 * deviation ? [`${name}: ${most / deviation}`] : [];
    });
    expect(told).toEqual([]);
  });

  test("does not depend on the unit of prices, but where it counts money", () => {
    const scaled = market.bars.map((bars): Bars => {
      const by = (column: Float64Array) => column.map((x) => x * 1024);
      const { open, high, low, close } = bars;
      return { ...bars, open: by(open), high: by(high), low: by(low), close: by(close) };
    });
    const other = columnsOf({ ...market, bars: scaled });
    const counting = new Set(["money_20", "illiquidity_20", "illiquidity_60", "kyle_lambda_60"]);
    const changed = featureTable.flatMap(({ name }, k) => {
      const gap = whole[k]!.findIndex((x, i) => Math.abs(x - other[k]![i]!) > 1e-6 * (1 + Math.abs(x)));
      return gap < 0 || counting.has(name)
        ? []
        : [`${name} at ${gap}: ${whole[k]![gap]} and ${other[k]![gap]}`];
    });
    expect(changed).toEqual([]);
  });
});

test("history of no bars, and of a single one, gives columns of that length", () => {
  for (const length of [0, 1]) {
    for (const column of columnsOf(copyOf(market, 0, length))) expect(column).toHaveLength(length);
  }
});
