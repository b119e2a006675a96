import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Bars } from "../../engine/trade/bars.ts";
import { takeRows } from "../columns.ts";
import { loadDatasets } from "../load.ts";
import { regularBars } from "../testing/bars.ts";
import { hasSharedData, onRealData, sharedData } from "../testing/shared-data.ts";
import { calendarRule, checkBars } from "./check.ts";
import { type DefectKind, defectKinds, parseAllow, Tally } from "./defect.ts";
import { findStale } from "./stale.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Kinds and counts of what is found. */
const found = (bars: Bars) => Object.fromEntries(checkBars(bars).map(({ kind, count }) => [kind, count]));
const select = (bars: Bars, keep: (ts: number, i: number) => boolean): Bars => {
  const index = Array.from(bars.ts.keys()).filter((i) => keep(bars.ts[i]!, i));
  return { ...bars, ...takeRows(bars, index) };
};
const changed = (change: (bars: Bars) => void, bars = regularBars(1000)): Bars => {
  change(bars);
  return bars;
};

test("clean bars have no defects", () => {
  expect(checkBars(regularBars(1000))).toEqual([]);
  expect(checkBars(regularBars(1))).toEqual([]);
});

describe("each kind of defect is found alone, where it is", () => {
  test.each<[DefectKind, Bars, number, number]>([
    ["gaps", select(regularBars(1000), (_, i) => i < 100 || i > 104), 1, 99],
    ["missing", changed((bars) => (bars.open[7] = Number.NaN)), 1, 7],
    ["missing", changed((bars) => (bars.volume[9] = Number.NaN)), 1, 9],
    ["ohlc", changed((bars) => (bars.high[50] = bars.close[50]! - 0.5)), 1, 50],
    ["prices", changed((bars) => (bars.low[60] = 0)), 1, 60],
    ["prices", changed((bars) => bars.low.fill(-1, 60, 62)), 2, 60],
    ["volume", changed((bars) => (bars.volume[70] = -5)), 1, 70],
    ["zero-volume", changed((bars) => bars.volume.fill(0, 80, 83)), 3, 80],
    ["no-volume", changed((bars) => bars.volume.fill(Number.NaN)), 1000, -1],
    ["grid", changed((bars) => (bars.ts[90]! += 60_000)), 1, 90],
    [
      "ticks",
      changed((bars) => {
        bars.close[400]! *= 1.4;
        bars.high[400] = bars.close[400]!;
      }),
      1,
      400,
    ],
    ["ticks", changed((bars) => (bars.high[300]! *= 10)), 1, 300],
    ["ticks", changed((bars) => (bars.low[300]! /= 100)), 1, 300],
  ])("%s", (kind, bars, count, index) => {
    const defects = checkBars(bars).filter((defect) => defect.kind !== "prices" || kind === "prices");
    const own = defects.find((defect) => defect.kind === kind)!;
    expect(own).toMatchObject({ count, severity: defectKinds[kind].severity });
    if (index >= 0) expect(own.where[0]).toEqual({ index, ts: bars.ts[index] });
    const others = defects.filter((defect) => defect.kind !== kind).map((defect) => defect.kind);
    // A price of zero is also out of its bounds or far away.
    if (kind !== "prices") expect(others).toEqual([]);
  });

  test("duplicates, with the word on whether they agree", () => {
    const doubled = (bars: Bars): Bars => ({
      ...bars,
      ...takeRows(bars, [0, 1, 2, 2, ...Array.from({ length: 997 }, (_, i) => i + 3)]),
    });
    const [equal] = checkBars(doubled(regularBars(1000)));
    expect(equal).toMatchObject({ kind: "duplicates", count: 1, where: [{ index: 3 }] });
    expect(equal!.text).toContain("all equal to the bar they repeat");
    const different = doubled(regularBars(1000));
    different.close[3]! += 0.01;
    expect(checkBars(different)[0]!.text).toContain("1 with other values");
  });

  test("disorder, and what else is wrong once the bars are in order", () => {
    const bars = regularBars(1000);
    const order = Array.from(bars.ts.keys()).filter((i) => i !== 500);
    [order[10], order[11]] = [order[11]!, order[10]!];
    const mixed = { ...bars, ...takeRows(bars, order) };
    expect(found(mixed)).toEqual({ disorder: 1, gaps: 1 });
    expect(checkBars(mixed)[1]!.where[0]).toEqual({ index: 499, ts: bars.ts[499] });
  });

  test("flat runs, from ten bars on", () => {
    const flat = (length: number) =>
      changed((bars) => {
        const price = bars.close[199]!;
        for (const column of [bars.open, bars.high, bars.low, bars.close])
          column.fill(price, 200, 200 + length);
      });
    expect(found(flat(9)).flat).toBeUndefined();
    expect(checkBars(flat(12)).find(({ kind }) => kind === "flat")).toMatchObject({
      count: 1,
      where: [{ index: 200 }],
    });
  });

  test("stale bars: a thin bar whose close is far from the next open", () => {
    const stale = changed((bars) => {
      for (const i of [500, 600, 700, 701]) {
        bars.close[i] = bars.open[i + 1]! * 1.002;
        bars.volume[i]! *= 0.1;
      }
    });
    expect(checkBars(stale).find(({ kind }) => kind === "stale")).toMatchObject({
      count: 4,
      where: [{ index: 500 }, {}, {}, {}],
    });
    const busy = changed((bars) => (bars.close[500] = bars.open[500]! * 1.002));
    expect(found(busy).stale).toBeUndefined();
  });
});

describe("the calendar tells gaps from closed hours", () => {
  const weekdays = (ts: number) => ![0, 6].includes(new Date(ts).getUTCDay());
  const session = (ts: number) =>
    weekdays(ts) && new Date(ts).getUTCHours() >= 14 && new Date(ts).getUTCHours() < 21;

  test("a market open on weekdays may miss up to four days for holidays", () => {
    const daily = select(regularBars(1000, Date.UTC(2001, 0, 1), dayMs), weekdays);
    expect(calendarRule(daily)).toContain("closed on Sun, Sat");
    expect(found(daily)).toEqual({});
    const closed = (from: number, to: number) => select(daily, (ts) => ts < from || ts > to);
    expect(found(closed(Date.UTC(2001, 8, 11), Date.UTC(2001, 8, 14)))).toEqual({});
    expect(found(closed(Date.UTC(2001, 8, 11), Date.UTC(2001, 8, 17)))).toEqual({ gaps: 1 });
  });

  test("a hole within a session is a gap, nights and early closes are not", () => {
    const hourly = select(regularBars(5000), session);
    expect(found(hourly)).toEqual({});
    const at = (day: number, hour: number) => Date.UTC(2024, 1, day, hour);
    expect(found(select(hourly, (ts) => ts !== at(6, 16)))).toEqual({ gaps: 1 });
    expect(found(select(hourly, (ts) => ts < at(6, 18) || ts > at(6, 20)))).toEqual({});
  });

  test("a few days without a Saturday are taken for a market that never closes, unless half of the day is empty", () => {
    const monday = Date.UTC(2024, 0, 1);
    expect(calendarRule(regularBars(60, monday))).toContain("never closes");
    expect(calendarRule(select(regularBars(90, monday), session))).toContain("closed on");
    expect(calendarRule(regularBars(50, monday, 7 * dayMs))).toContain("never closes");
  });
});

test("bars before 1970 are checked like any other", () => {
  expect(checkBars(regularBars(5000, Date.UTC(1969, 11, 1, 0, 30)))).toEqual([]);
});

test("a user's list of accepted kinds is checked", () => {
  expect(parseAllow(["gaps,stale", " ticks "])).toEqual(["gaps", "stale", "ticks"]);
  expect(parseAllow([])).toEqual([]);
  expect(() => parseAllow(["gap"])).toThrow('"gap" is no kind of defect; did you mean "gaps"?');
});

test("a million bars are checked in well under a second", () => {
  const bars = regularBars(1_000_000, 1e12, 60_000);
  const begin = performance.now();
  expect(checkBars(bars)).toEqual([]);
  console.log(`1M bars checked in ${(performance.now() - begin).toFixed(0)} ms`);
});

describe.skipIf(!hasSharedData)(onRealData("real data"), () => {
  const load = (file: string) => loadDatasets(join(sharedData, file), { unchecked: true });
  const one = async (file: string) => (await load(file))[0]!.bars;

  test("all 93 bars captured before their close are found, and no other", async () => {
    const bars = await one("defects/btcusdt-binance-1d-stalebars.parquet");
    const clean = await one("bars/btcusdt-binance-1d.parquet");
    const truth = new Map(Array.from(clean.ts, (ts, i) => [ts, clean.volume[i]!]));
    const isStale = (i: number) =>
      Math.abs(bars.volume[i]! / (truth.get(bars.ts[i]!) ?? bars.volume[i]!) - 1) > 0.001;
    expect(Array.from(bars.ts.keys()).filter(isStale)).toHaveLength(93);
    const [defect] = checkBars(bars);
    expect(defect).toMatchObject({ kind: "stale", severity: "refuse" });
    const places = vi.spyOn(Tally.prototype, "add");
    expect(findStale(bars, bars.timeframeMs)[0]!.count).toBe(93);
    expect(places.mock.calls.map(([index]) => index)).toEqual(Array.from(bars.ts.keys()).filter(isStale));
    places.mockRestore();
    expect(defect!.where[0]).toEqual({ index: 2576, ts: Date.UTC(2025, 0, 20) });
  });

  test("the repeated row of two joined year files is found", async () => {
    const defects = checkBars(await one("defects/btcusdt-binance-1h-duprow.parquet"));
    expect(defects).toMatchObject([{ kind: "duplicates", count: 1, where: [{ ts: Date.UTC(2025, 0, 1) }] }]);
  });

  test("the ten outages of the hourly files are found, and nothing but notes in any other file", async () => {
    for (const file of readdirSync(join(sharedData, "bars"))) {
      for (const { bars } of await load(join("bars", file))) {
        const serious = checkBars(bars).filter(({ severity }) => severity === "refuse");
        const told = `${file} ${bars.symbol}`;
        if (file === "btcusdt-binance-1h-2017_2024.parquet") {
          expect(serious, told).toMatchObject([{ kind: "gaps", count: 28 }]);
          expect(serious[0]!.text).toContain("128 bars missing, the longest 33 bars");
        } else if (file.endsWith("-1h.parquet")) {
          expect(serious, told).toMatchObject([{ kind: "gaps", count: 10 }]);
          expect(serious[0]!.text).toContain("20 bars missing, the longest 4 bars after 2020-12-21 13:00");
        } else expect(serious, told).toEqual([]);
      }
    }
  });
});
