import { describe, expect, test } from "vitest";
import { judge } from "./check.ts";
import { measure, percentile, type Row } from "./harness.ts";
import { runBenches } from "./index.ts";
import { formatRows } from "./table.ts";

const row = (ratio: number | undefined, name = "sma"): Row => ({
  name,
  unit: "bar",
  units: 1_000,
  coldMs: 2,
  p50Ms: 1,
  p99Ms: 1.5,
  maxMs: 1_600,
  samples: 9,
  nsPerUnit: 1_000,
  ...(ratio !== undefined && { reference: "loop", referenceMs: 0.5, ratio }),
});

describe("a check of ratios", () => {
  test("accepts what keeps its bound and what has no ratio", () => {
    expect(judge("ops", [row(2), row(undefined, "load")], { ops: { sma: 3 } })).toEqual([]);
  });

  test("says which row is slower than its bound, has none, or is gone", () => {
    expect(judge("ops", [row(4)], { ops: { sma: 3 } })).toEqual([
      'ops: "sma" takes 4.00 times "loop"; its bound is 3',
    ]);
    expect(judge("ops", [row(Number.NaN)], { ops: { sma: 3 } })).toHaveLength(1);
    expect(judge("ops", [row(2)], {})[0]).toContain('"sma" has no bound');
    expect(judge("ops", [], { ops: { sma: 3 } })[0]).toContain("does not print");
  });

  test("an unknown benchmark is refused with the nearest name", async () => {
    const request = { names: ["bakctest"], json: false, check: false };
    await expect(runBenches(request, () => {})).rejects.toThrow('did you mean "backtest"?');
  });
});

describe("measuring", () => {
  test("verifies, then times subject and reference in turn", async () => {
    const calls: string[] = [];
    const measured = await measure({
      name: "sum",
      unit: "number",
      units: 10,
      run: () => calls.push("run"),
      verify: () => void calls.push("verify"),
      reference: { name: "other", run: async () => calls.push("reference") },
      budgetMs: 5,
    });
    expect(calls.indexOf("verify")).toBe(1);
    expect(calls).toContain("reference");
    expect(measured.ratio).toBeGreaterThan(0);
    expect(measured.referenceMs).toBeGreaterThan(0);
    expect(measured.samples).toBeGreaterThanOrEqual(5);
    expect(measured.maxMs).toBeGreaterThanOrEqual(measured.p99Ms);
    expect(measured.nsPerUnit).toBe((measured.p50Ms * 1e6) / 10);
  });

  test("times nothing that is wrong", async () => {
    const wrong = measure({ name: "x", run: () => 1, verify: () => expect(1).toBe(2) });
    await expect(wrong).rejects.toThrow("expected 1 to be 2");
  });

  test("percentiles are the nearest rank", () => {
    const sorted = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0.5, 0.99, 1].map((p) => percentile(sorted, p))).toEqual([50, 99, 100]);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

test("a table shows times in units that can be read", () => {
  const text = formatRows("ops", [
    row(2),
    { ...row(undefined, "b"), p50Ms: 2e-5, coldMs: 0.02, peakMiB: 90.4 },
  ]);
  for (const part of ["2.00 ms", "1.60 s", "20 ns", "20.0 µs", "2.00 × loop", "1000.0 ns/bar", "90 MiB"]) {
    expect(text).toContain(part);
  }
});
