import { expect, test } from "vitest";
import { loadDataset } from "../data/load.ts";
import { sampleName } from "../data/sample.ts";
import { finerCoverage, partlyFiner } from "./finer-coverage.ts";

test("only bars of the tested period count, and one finer bar within is enough", () => {
  const coarse = { ts: [0, 60, 120, 180], timeframeMs: 60 };
  expect(finerCoverage(coarse, { ts: [50, 150] })).toEqual({ covered: 2, all: 4 });
  expect(finerCoverage(coarse, { ts: [50, 150] }, 60)).toEqual({ covered: 1, all: 3 });
  expect(finerCoverage(coarse, { ts: [] })).toEqual({ covered: 0, all: 4 });
});

test("finer bars of a part of the data are told, those of all of it are not", async () => {
  const traded = await loadDataset(sampleName);
  const part = (from: number, to: number) => ({
    ...traded,
    bars: { ...traded.bars, ts: traded.bars.ts.subarray(from, to) },
  });
  expect(partlyFiner([traded], [part(0, 5105)], undefined)).toEqual([]);
  expect(partlyFiner([traded], [part(0, 1000)], undefined)).toEqual([
    "sample:SP500:1d: the finer bars reach 1,000 of the 5,105 bars of sample:SP500:1d; within the others the intrabar rule decides",
  ]);
  expect(partlyFiner([traded], [part(4000, 5105)], traded.bars.ts[4000])).toEqual([]);
});
