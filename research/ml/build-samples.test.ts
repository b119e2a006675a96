import { expect, test } from "vitest";
import { combinatorialPurged } from "../validate/cross-validation-combinatorial.ts";
import { purgedKFold } from "../validate/cross-validation-purged.ts";
import { buildSamples } from "./build-samples.ts";
import { checkTable, overlapEnds, samplesAt, takeSamples } from "./dataset.ts";
import { barriers } from "./labels/barriers.ts";
import { fixedHorizon } from "./labels/fixed-horizon.ts";
import { labellingOf } from "./labels/labelling-of.ts";
import { decayedAt, weigh } from "./labels/weights.ts";
import { walkBars } from "./testing/walk-bars.ts";

const hour = 3_600_000;
const bars = [
  walkBars({ length: 200, seed: 1 }),
  walkBars({ symbol: "B", length: 200, seed: 2, gaps: 0.1 }),
  walkBars({ symbol: "C", length: 60, seed: 3, fromMs: walkBars().ts[120]! }),
];
const label = barriers({ bars: 6, span: 20 });
const features = ["rsi_14", "volatility_20", "return_rank_5"];
const table = buildSamples({ features, label, bars });

test("samples are in order of time and of symbols, from where all features have warmed up, known before labels", () => {
  checkTable(table);
  expect(table.features).toEqual(features);
  expect(table.symbols).toEqual(["A", "B", "C"]);
  const keys = [...table.row.keys()].map((i) => table.row[i]! * 10 + table.symbol[i]!);
  expect(keys).toEqual([...keys].sort((a, b) => a - b));
  const first = [0, 1, 2].map((s) => table.row[table.symbol.indexOf(s)]!);
  // The deviation of 20 returns is known on bar 20; one whose bars begin later, or are missing, is later.
  expect(first[0]).toBe(20);
  expect(first[1]).toBeGreaterThan(20);
  expect(first[2]).toBe(120 + 20);
  for (const column of table.columns) expect(column.every((x) => !Number.isNaN(x))).toBe(true);
  for (const [i, row] of table.row.entries()) {
    expect(table.startMs[i]).toBe(bars[0]!.ts[0]! + (row + 1) * hour);
    expect(table.availableMs[i]).toBe(bars[0]!.ts[0]! + (table.until[i]! + 1) * hour);
  }
});

test("no training sample of a purged split knows a bar of the test", () => {
  const ends = overlapEnds(table);
  const splits = [
    ...purgedKFold({ ends, folds: 4 }),
    ...combinatorialPurged({ ends, groups: 4, testGroups: 2 }).splits,
  ];
  for (const { train, test } of splits) {
    expect(train.length).toBeGreaterThan(20);
    for (const i of train) {
      for (const j of test) {
        const apart =
          table.availableMs[i]! <= table.startMs[j]! || table.availableMs[j]! <= table.startMs[i]!;
        if (!apart) expect.unreachable(`samples ${i} and ${j} share a bar`);
      }
    }
  }
});

test("weights are of mean 1 in each symbol, and follow uniqueness or return", () => {
  const close = Float64Array.of(100, 110, 121, 121, 121);
  const labels = [
    { row: 0, until: 2, y: 1 },
    { row: 1, until: 3, y: 1 },
    { row: 3, until: 4, y: 0 },
  ];
  const { weights, uniqueness } = weigh(labels, close, "uniqueness");
  expect([...uniqueness]).toEqual([0.75, 0.75, 1]);
  expect(weights[2]! / weights[0]!).toBeCloseTo(4 / 3, 12);
  expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(3, 12);
  // The return of bar 2 is shared; the third bet gained nothing.
  expect([...weigh(labels, close, "return").weights].map((w) => w / 3)).toEqual(
    [0.75, 0.25, 0].map((w) => expect.closeTo(w, 12)),
  );
  expect([...weigh(labels, close, "equal").weights]).toEqual([1, 1, 1]);
  expect(() => weigh(labels, close, "age" as "equal")).toThrow(
    "weights must be one of equal, uniqueness, return",
  );
});

test("age weighs samples down from the last one on", () => {
  const rows = [...table.y.keys()].slice(20, 120);
  const ratio = [...decayedAt(table, rows, 0.5)].map((weight, i) => weight / table.weights[rows[i]!]!);
  expect(decayedAt(table, rows, 0.5).reduce((a, b) => a + b, 0)).toBeCloseTo(100, 8);
  expect(ratio.at(-1)! / ratio[0]!).toBeCloseTo(2, 1);
  // Age is that within the rows: others, and later ones, make no difference.
  const alone = { weights: table.weights.slice(20, 120), uniqueness: table.uniqueness.slice(20, 120) };
  expect(decayedAt(table, rows, 0.5)).toEqual(decayedAt(alone, [...rows.keys()], 0.5));
  const none = decayedAt(table, rows, -0.5);
  expect([none[0], none[10]]).toEqual([0, 0]);
  expect(none.at(-1)).toBeGreaterThan(1);
  expect(() => decayedAt(table, rows, 2)).toThrow("in (-1, 1]; was 2");
});

test("rows can be taken, as a table and as a learner wants them", () => {
  const some = takeSamples(table, [5, 7, 9]);
  checkTable(some);
  expect([...some.y]).toEqual([5, 7, 9].map((i) => table.y[i]));
  expect(samplesAt(table, [5, 7, 9])).toEqual({ columns: some.columns, y: some.y, weights: some.weights });
  expect(() => checkTable({ ...some, availableMs: some.startMs })).toThrow("known after the sample begins");
  expect(() => checkTable({ ...some, y: some.y.with(1, Number.NaN) })).toThrow(
    "label of sample 1 must be finite",
  );
  expect(() => checkTable({ ...some, startMs: some.startMs.toReversed() })).toThrow("in order of time");
  expect(() => checkTable({ ...some, features: ["a", "a", "b"] })).toThrow('feature "a" is given twice');
});

test("too little history is refused, and says what it lacks", () => {
  const short = [walkBars({ length: 22 })];
  expect(() => buildSamples({ features: ["volatility_20"], label, bars: short })).toThrow(
    "no sample: 22 bars leave none after 20 of warm-up and before the labels' end; give more bars",
  );
  expect(() => buildSamples({ features: ["rsi_14"], label, bars: [walkBars({ length: 1 })] })).toThrow(
    "no sample: 1 bars",
  );
  expect(() => buildSamples({ features: ["rsi_14"], label, bars: [] })).toThrow(
    "at least one symbol; got none",
  );
  expect(() => buildSamples({ features: [], label, bars })).toThrow("features must name at least one");
});

test("a threshold that nothing reaches is named, and a missing side says where it can stand", () => {
  const shape = { bars: 5, cusum: 9 };
  expect(() => buildSamples({ features: ["rsi_14"], label: barriers(shape), bars })).toThrow(
    /^no sample: label triple-barrier begins on none of \d+ bars; lower its cusum \(9\)$/,
  );
  expect(() => labellingOf({ kind: "meta", bars: 5 } as never)).toThrow("only a specification in a .ts file");
});

test("ranks across symbols are samples of each", () => {
  const ranked = buildSamples({
    features: ["return_20"],
    label: fixedHorizon({ bars: 5, across: "rank" }),
    bars,
  });
  const at = (row: number) =>
    [...ranked.y.keys()].filter((i) => ranked.row[i] === row).map((i) => ranked.y[i]!);
  expect(at(160).toSorted()).toEqual([1 / 3, 2 / 3, 1].map((x) => expect.closeTo(x, 12)));
});
