import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../engine/trade/bars.ts";
import { attachFunding, attachSeries } from "./attach.ts";
import { loadDataset } from "./load.ts";
import { loadSeries, type TimedSeries } from "./series.ts";
import { csvOf, newFolder, regularBars } from "./testing/bars.ts";
import { hasSharedData, onRealData, sharedData } from "./testing/shared-data.ts";

const hourMs = 3_600_000;
const start = Date.UTC(2024, 0, 1);
const folder = newFolder();
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const hourly = (rows: number): Promise<Dataset> =>
  loadDataset(write("TEST-1h.csv", csvOf(regularBars(rows))));
const series = (
  entries: readonly (readonly [hour: number, value: number])[],
  name = "mood",
): TimedSeries => ({
  name,
  source: "test.csv",
  ts: Float64Array.from(entries, ([hour]) => start + hour * hourMs),
  values: Float64Array.from(entries, ([, value]) => value),
});

test("a series is seen from the close on at which it is available, and held", async () => {
  const { bars, identity } = attachSeries(
    await hourly(6),
    series([
      [1, 10],
      [2.5, 20],
      [2.75, 30],
      [9, 40],
    ]),
  );
  // Available at 01:00 is known at the close of the bar from 00:00 to 01:00, and not before.
  expect([...bars.extra!.mood!]).toEqual([10, 10, 30, 30, 30, 30]);
  expect(identity.source).toBe("TEST-1h.csv with mood from test.csv");
  expect(identity.sha256).not.toBe((await hourly(6)).identity.sha256);
  const late = attachSeries(await hourly(3), series([[1.5, 7]]), "other");
  expect([...late.bars.extra!.other!]).toEqual([Number.NaN, 7, 7]);
});

test("funding belongs to the bar at whose close or within which it settled, summed, and is 0 elsewhere", async () => {
  const late = 7 / hourMs;
  const rates = series(
    [
      [0, 1],
      [2, 0.01],
      [3 + late, 0.02],
      [4.25, 0.1],
      [4.5, 0.2],
      [8, 5],
    ],
    "rate",
  );
  const { bars } = attachFunding(await hourly(6), rates);
  expect([...bars.extra!.funding!]).toEqual([0, 0.01, 0.02, 0, 0.1 + 0.2, 0]);
});

test("funding is not known before the first rate and after the last", async () => {
  const { bars } = attachFunding(
    await hourly(8),
    series(
      [
        [3, 0.01],
        [5, 0.02],
      ],
      "rate",
    ),
  );
  const _ = Number.NaN;
  expect([...bars.extra!.funding!]).toEqual([_, _, 0.01, 0, 0.02, _, _, _]);
});

describe("a series file", () => {
  test("may be CSV with any time, by its only column or the one named", async () => {
    const one = await loadSeries(write("mood.csv", "time,mood\n2024-01-01,1.5\n2024-01-02,\n2024-01-03,2\n"));
    expect(one).toMatchObject({ name: "mood", source: "mood.csv" });
    expect([...one.values]).toEqual([1.5, 2]);
    expect([...one.ts]).toEqual([start, start + 48 * hourMs]);
    const epoch = await loadSeries(write("two.csv", "ts,a,b\n1704067200,1,2\n1704070800,3,4\n"), "b");
    expect([[...epoch.ts], [...epoch.values]]).toEqual([
      [start, start + hourMs],
      [2, 4],
    ]);
  });

  test.each([
    ["a,b\n1,2\n", undefined, "has no time column; its columns are a, b"],
    ["ts,a,b\n1,2,3\n", undefined, "choose the column to read; it has a, b"],
    ["ts,a,b\n1,2,3\n", "c", 'choose the column "c" to read; it has a, b'],
    ["ts,a\n1,x\n", undefined, 's.csv row 1, column "a": "x" is not a number'],
    ["ts,a\n2024-01-02,1\n2024-01-01,1\n", undefined, "s.csv row 2: the time does not rise"],
  ])("%j is refused", async (text, column, message) => {
    await expect(loadSeries(write("s.csv", text), column)).rejects.toThrow(message);
  });
});

describe.skipIf(!hasSharedData)(onRealData("real funding"), () => {
  test("every rate within the bars is paid once, whatever the milliseconds of its stamp", async () => {
    const rates = await loadSeries(join(sharedData, "funding", "funding-btcusdt-binance.parquet"));
    const dataset = await loadDataset(join(sharedData, "bars", "btcusdt-binance-1d.parquet"));
    const { bars } = attachFunding(dataset, rates);
    const paid = bars.extra!.funding!.reduce((sum, rate) => sum + (rate === rate ? rate : 0), 0);
    const [first, last] = [bars.ts[0]!, rates.ts[rates.ts.length - 1]!];
    const due = rates.values.reduce(
      (sum, rate, i) => (rates.ts[i]! > first + 60_000 && rates.ts[i]! <= last ? sum + rate : sum),
      0,
    );
    expect(paid).toBeCloseTo(due, 12);
    expect(rates.ts).toHaveLength(4383);
  });
});

describe("what a series does not cover is noted", () => {
  const every = (hours: number, from: number, to: number) =>
    Array.from({ length: (to - from) / hours + 1 }, (_, k) => [from + k * hours, 0.0001] as const);
  const notesOf = async (rows: number, entries: readonly (readonly [number, number])[]) =>
    attachFunding(await hourly(rows), series(entries, "rate")).identity.notes;

  test("funding that covers all bars needs no note, also where its interval changes", async () => {
    expect(await notesOf(240, every(8, 0, 240))).toBeUndefined();
    expect(await notesOf(239, [...every(8, 0, 120), ...every(4, 124, 236)])).toBeUndefined();
  });

  test("funding that begins late, ends early or has a hole", async () => {
    expect(await notesOf(480, [...every(8, 48, 96), ...every(8, 168, 240)])).toEqual([
      "funding from test.csv is known from 2024-01-03 to 2024-01-11: 279 of 480 bars lie outside and pay none",
      "funding from test.csv has 1 hole, of 3.0 days after 2024-01-05; none is paid there",
    ]);
  });

  test("another series that ends is held, and that is told", async () => {
    const { identity } = attachSeries(await hourly(240), series(every(24, 24, 120)));
    expect(identity.notes).toEqual([
      "mood from test.csv begins at 2024-01-02: not known on 23 of 240 bars",
      "mood from test.csv ends at 2024-01-06: its last value is held for 84 of 240 bars",
    ]);
  });
});
