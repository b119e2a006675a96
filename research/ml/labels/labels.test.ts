import { describe, expect, test } from "vitest";
import { gt } from "../../../engine/ops/gt.ts";
import { sma } from "../../../engine/ops/sma.ts";
import { sub } from "../../../engine/ops/sub.ts";
import { where } from "../../../engine/ops/where.ts";
import { alignBars, type MarketData } from "../../../engine/run/market.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import { copyOf } from "../leaks/stretch.ts";
import { walkBars } from "../testing/walk-bars.ts";
import { barriers } from "./barriers.ts";
import { compareAcross } from "./compare-across.ts";
import { fixedHorizon } from "./fixed-horizon.ts";
import type { Labelling } from "./labelling.ts";
import { labellingOf } from "./labelling-of.ts";
import { metaLabels } from "./meta.ts";
import { ownLabel } from "./own-label.ts";
import { trendScan } from "./trend-scan.ts";

const market = alignBars([
  walkBars({ length: 160, seed: 4 }),
  walkBars({ symbol: "B", length: 160, seed: 5, gaps: 0.1 }),
]);
const priced = (...close: number[]): MarketData => {
  const column = Float64Array.from(close);
  const ts = column.map((_, i) => i * 3_600_000);
  const bars: Bars = {
    symbol: "A",
    timeframeMs: 3_600_000,
    ts,
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column,
  };
  return { symbols: ["A"], timeframeMs: 3_600_000, ts, bars: [bars] };
};
const side = (m: Parameters<Parameters<typeof metaLabels>[0]["side"]>[0]) =>
  sub(where(gt(m.close, sma(m.close, 10)), 2, 0), 1);

const all: Record<string, Labelling> = {
  return: fixedHorizon({ bars: 5 }),
  up: fixedHorizon({ bars: 3, as: "up", above: 0.001 }),
  score: fixedHorizon({ bars: 4, as: "score", span: 20 }),
  barriers: barriers({ bars: 8, profit: 2, loss: 1, span: 20 }),
  "barriers by return": barriers({ bars: 8, as: "return", span: 20 }),
  "barriers at events": barriers({ bars: 8, cusum: 0.03, span: 20 }),
  trend: trendScan({ from: 3, to: 9 }),
  "trend t": trendScan({ from: 3, to: 9, step: 2, as: "t" }),
  meta: metaLabels({ side, bars: 8, span: 20 }),
  own: ownLabel({
    name: "own",
    task: "regression",
    label: ({ high }, row) => ({ y: Math.max(...high.subarray(row + 1, row + 4)), until: row + 3 }),
  }),
};

/** A copy in which bars from a row on are others. */
function changedFrom(row: number): MarketData {
  const copy = copyOf(market, 0, market.ts.length);
  for (const { open, high, low, close, volume } of copy.bars) {
    for (const column of [open, high, low, close, volume]) {
      for (let i = row; i < column.length; i++) column[i] = column[i]! * (i % 2 ? 1.5 : 0.7);
    }
  }
  return copy;
}

describe.each(Object.entries(all))("labels by %s", (_, labelling) => {
  test("do not depend on bars after they are known, and do on the last one before", () => {
    let moved = 0;
    for (const symbol of [0, 1]) {
      const labels = labelling.make(market, symbol);
      expect(labels.length).toBeGreaterThan(5);
      for (const label of labels) {
        const { row, until } = label;
        const again = (data: MarketData) => labelling.make(data, symbol).find((each) => each.row === row);
        expect(until).toBeGreaterThan(row);
        if (row % 3 !== 0 && labels.length > 60) continue;
        expect(again(changedFrom(until + 1))).toEqual(label);
        expect(again(copyOf(market, 0, until + 1))).toEqual(label);
        // Without its last bar it is not known, or is known otherwise.
        expect(again(copyOf(market, 0, until))).not.toEqual(label);
        if (again(changedFrom(until))?.y !== label.y) moved++;
      }
    }
    expect(moved).toBeGreaterThan(0);
  });

  test("are in order, finite, and 0 or 1 where they are classes; there are none of too little data", () => {
    const labels = labelling.make(market, 0);
    const rows = labels.map(({ row }) => row);
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    for (const { y } of labels)
      expect(labelling.task === "binary" ? [0, 1].includes(y) : Number.isFinite(y)).toBe(true);
    expect(labelling.make(priced(), 0)).toEqual([]);
    expect(labelling.make(priced(100), 0)).toEqual([]);
  });
});

test("a fixed horizon is the log return from close to close, and a missing end has none", () => {
  const labels = fixedHorizon({ bars: 2 }).make(priced(100, 110, 121, Number.NaN, 100), 0);
  expect(labels).toEqual([
    { row: 0, until: 2, y: Math.log(1.21) },
    { row: 2, until: 4, y: Math.log(100 / 121) },
  ]);
  const up = fixedHorizon({ bars: 1, as: "up", above: 0.1 }).make(priced(100, 110, 123), 0);
  expect(up.map(({ y }) => y)).toEqual([0, 1]);
});

test("a barrier ends a bet at its close; a bet that met none is known when its time is over", () => {
  const close = [100, 101, 100, 101, 100, 130, 100, 101, 100, 101, 100, 101];
  const labels = barriers({ bars: 3, profit: 5, loss: 5, span: 3 }).make(priced(...close), 0);
  expect(labels.find(({ row }) => row === 3)).toEqual({ row: 3, until: 5, y: 1 });
  expect(labels.find(({ row }) => row === 2)).toEqual({ row: 2, until: 5, y: 1 });
  // Its last bar is missing: nothing was met, which is not known before the time of that bar.
  const gap = barriers({ bars: 3, profit: 5, loss: 5, span: 3 }).make(
    priced(100, 101, 100, 101, 100, Number.NaN, 101),
    0,
  );
  expect(gap.find(({ row }) => row === 2)).toMatchObject({ until: 5 });
});

test("trend scanning takes the line of the greatest t, and is known when the longest is", () => {
  const { close } = market.bars[0]!;
  const tOf = (row: number, length: number) => {
    const ys = Array.from({ length: length + 1 }, (_, k) => Math.log(close[row + k]!));
    const n = ys.length;
    const [mx, my] = [(n - 1) / 2, ys.reduce((a, b) => a + b, 0) / n];
    const sxx = ys.reduce((a, _, x) => a + (x - mx) ** 2, 0);
    const slope = ys.reduce((a, y, x) => a + (x - mx) * (y - my), 0) / sxx;
    const rest = ys.reduce((a, y, x) => a + (y - my - slope * (x - mx)) ** 2, 0);
    return slope / Math.sqrt(rest / (n - 2) / sxx);
  };
  for (const { row, until, y } of trendScan({ from: 3, to: 9, as: "t" }).make(market, 0)) {
    const ts = [3, 4, 5, 6, 7, 8, 9].map((length) => tOf(row, length));
    const best = ts.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
    expect(y / best).toBeCloseTo(1, 6);
    expect(until).toBe(row + 9);
  }
  const line = trendScan({ from: 3, to: 5, as: "t" }).make(
    priced(...Array.from({ length: 9 }, (_, i) => Math.exp(i / 10))),
    0,
  );
  expect(line[0]!.y).toBe(1e6);
});

test("meta-labels begin where the side turns, and tell whether it was right", () => {
  const falling = metaLabels({
    side: (m) => sub(where(gt(m.close, 105), 1, 0), where(gt(105, m.close), 1, 0)),
    bars: 2,
    span: 2,
  });
  const labels = falling.make(priced(100, 102, 101, 110, 112, 115, 100, 90, 80, 70), 0);
  expect(labels.map(({ row, y }) => [row, y])).toEqual([
    [3, 1],
    [6, 1],
  ]);
  expect(() => metaLabels({ side: ({ close }) => close, bars: 2, span: 2 }).make(priced(3, 4, 5), 0)).toThrow(
    "the side of a meta-label must be 1, -1 or 0; was 3 at bar 0 of A",
  );
});

test("labels are compared across symbols, and known with the last of them", () => {
  const labels = [
    [
      { row: 1, until: 4, y: 0.1 },
      { row: 2, until: 5, y: 0.3 },
    ],
    [{ row: 1, until: 6, y: -0.1 }],
    [{ row: 1, until: 5, y: 0.1 }],
  ];
  expect(compareAcross(labels, "rank")).toEqual([
    [{ row: 1, until: 6, y: 2.5 / 3 }],
    [{ row: 1, until: 6, y: 1 / 3 }],
    [{ row: 1, until: 6, y: 2.5 / 3 }],
  ]);
  const means = compareAcross(labels, "demean")
    .flat()
    .map(({ y }) => y);
  expect(means.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
  expect(compareAcross(labels, undefined)).toBe(labels);
});

test.each([
  [() => fixedHorizon({ bars: 0 }), "bars of a fixed horizon must be a whole number of at least 1; was 0"],
  [() => fixedHorizon({ bars: 2, as: "down" as "up" }), 'must be one of return, score, up; was "down"'],
  [() => fixedHorizon({ bars: 2, as: "up", across: "rank" }), "cannot be ranked across symbols"],
  [() => barriers({ bars: 2, profit: -1 }), "profit of a triple barrier must be at least 0; was -1"],
  [() => barriers({ bars: 2, as: "side" as "up" }), 'must be one of up, return; was "side"'],
  [() => trendScan({ from: 9, to: 3 }), "the longest trend must be a whole number of at least 9; was 3"],
  [
    () => labellingOf({ kind: "tripple" } as never),
    'label.kind must be one of fixed-horizon, triple-barrier, trend-scan, meta; was "tripple"',
  ],
  [
    () => labellingOf({ kind: "triple-barrier", bars: 3, profits: 2 } as never),
    'label: unknown member "profits" of triple-barrier; did you mean "profit"?',
  ],
  [() => metaLabels({ bars: 2 } as never), "meta-labels need side"],
  [
    () =>
      ownLabel({ name: "x", task: "binary", label: (_, row) => ({ y: 2, until: row + 1 }) }).make(market, 0),
    'label "x" of A at bar 0 must be 0 or 1; was 2',
  ],
  [
    () => ownLabel({ name: "x", task: "binary", label: (_, row) => ({ y: 1, until: row }) }).make(market, 0),
    'label "x" of A at bar 0: until must be a later bar; was 0',
  ],
])("what is no label is refused: %#", (make, message) => {
  expect(make).toThrow(message);
});
