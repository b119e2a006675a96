import { describe, expect, test } from "vitest";
import { loadDataset } from "../../data/load.ts";
import { strategies } from "../../strategies/index.ts";
import { backtest } from "../backtest.ts";
import { type SweepRequest, sweep } from "./sweep.ts";

const datasets = [await loadDataset("sample:SP500:1d")];
const cross: SweepRequest = {
  strategy: strategies["sma-cross"],
  space: { params: ["fast=5:25:10", "slow=20:80:20"], where: "fast < slow" },
  datasets,
  settings: { fees: { taker: 0.0005 } },
};

describe("sweep", () => {
  test("gives each variant the metrics of a backtest", () => {
    const { variants, best, chance } = sweep(cross);
    expect([variants, best.length]).toEqual([11, 11]);
    for (const { params, metrics } of best.slice(0, 3)) {
      const { settings, strategy } = cross;
      expect(metrics).toEqual(backtest({ strategy, datasets, params, settings: settings! }).metrics);
    }
    const sharpes = best.map(({ metrics }) => metrics.sharpe!);
    expect(sharpes).toEqual(sharpes.toSorted((a, b) => b - a));
    expect(chance.mean).toBeCloseTo(sharpes.reduce((sum, value) => sum + value, 0) / 11, 12);
    expect(chance.best).toBeGreaterThan(chance.deviation);
  });

  test("searches by any way, from a seed", () => {
    for (const kind of ["random", "lhs", "tpe"] as const) {
      const request = { ...cross, search: { kind, trials: 8, seed: 3 }, statistics: "core", top: 5 } as const;
      const found = sweep(request);
      expect([found.variants, found.best.length]).toEqual([8, 5]);
      expect(sweep(request)).toEqual(found);
    }
  });

  test("refuses what a backtest refuses", () => {
    expect(() => sweep({ ...cross, datasets: [] })).toThrow("at least one symbol");
    expect(() => sweep({ ...cross, objective: "bars" })).toThrow("a better side");
    expect(() => sweep({ ...cross, settings: { cash: -1 } })).toThrow("cash must be");
  });
});
