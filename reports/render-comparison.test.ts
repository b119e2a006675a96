import { describe, expect, test } from "vitest";
import { strategies } from "../strategies/index.ts";
import { differences, overlay } from "./comparison-data.ts";
import { renderComparison } from "./render-comparison.ts";
import { bestOf } from "./sections/comparison.ts";
import { sampleModel, sp500, walk } from "./testing/sample.ts";

const datasets = [sp500()];
const quick = sampleModel({ datasets });
const slow = sampleModel({ datasets, params: { fast: 50, slow: 200 } });
const other = sampleModel({ datasets, strategy: strategies["rsi-reversion"]! });

describe("a comparison", () => {
  test("names what was asked differently, and nothing else", () => {
    expect(differences([quick, slow])).toEqual([
      { name: "parameter fast", values: [String(quick.run.identity.params.fast), "50"] },
      { name: "parameter slow", values: [String(quick.run.identity.params.slow), "200"] },
    ]);
    expect(differences([quick, quick])).toEqual([]);
    expect(renderComparison([quick, quick])).toContain("The runs were asked the same");
  });

  test("names runs by strategy where that tells them apart, else by run", () => {
    expect(renderComparison([quick, other])).toContain('<span class="key series-2">rsi-reversion</span>');
    expect(renderComparison([quick, slow])).toContain(
      `<span class="key series-2">${slow.run.identity.id}</span>`,
    );
  });

  test("begins every run at 1 and keeps its end", () => {
    const { growth, ts } = overlay([quick, other]);
    expect(ts.every((ms, i) => i === 0 || ms > ts[i - 1]!)).toBe(true);
    expect([growth[0]![0], growth[1]![0]]).toEqual([1, 1]);
    expect(growth[0]!.at(-1)).toBe(quick.run.outcome.equity.at(-1)! / quick.run.identity.settings.cash);
  });

  test("leaves a run blank outside its own time", () => {
    const young = sampleModel({ datasets: [walk("Y", 400, 86_400_000, 1)] });
    const { growth, ts } = overlay([quick, young]);
    const change = ts.findIndex((ms) => ms >= young.run.outcome.ts[0]!);
    expect([growth[1]![change - 1], growth[0]!.at(-1)]).toEqual([NaN, NaN]);
    expect(growth[1]!.at(-1)).toBeGreaterThan(0);
  });

  test("marks the best of a row by what is better", () => {
    expect(bestOf([1, 3, NaN], "higher")).toBe(3);
    expect(bestOf([1, 3, NaN], "lower")).toBe(1);
    expect(bestOf([1, 3], "none")).toBe(NaN);
    expect(bestOf([2, 2], "higher")).toBe(NaN);
    expect(bestOf([2, NaN], "higher")).toBe(NaN);
    expect(renderComparison([quick, slow, other])).toContain('<b class="best" title="best">');
  });

  test("says that periods differ, and then marks nothing that grows with time", () => {
    const later = sampleModel({ datasets, settings: { fromMs: Date.UTC(2010, 0, 1) } });
    const text = renderComparison([quick, later]);
    const row = (label: string) => new RegExp(`<tr><th[^>]*>${label}</th>.*?</tr>`).exec(text)![0];
    expect(text).toContain("PERIODS DIFFER");
    expect(row("Total return")).not.toContain("best");
    for (const label of ["Costs", "Excess return", "Recovery factor", "Longest drawdown"])
      expect(row(label), label).not.toContain("best");
    expect(row("Sharpe")).toContain("best");
    expect(differences([quick, later]).map(({ name }) => name)).toEqual(["from", "bars"]);
    const same = renderComparison([quick, slow]);
    expect(same).not.toContain("PERIODS DIFFER");
    expect(/<tr><th[^>]*>Total return<\/th>.*?<\/tr>/.exec(same)![0]).toContain("best");
  });

  test("writes shares as percentages where they differ", () => {
    const dear = sampleModel({ datasets, settings: { halfSpread: 0.001 } });
    expect(differences([quick, dear])).toEqual([
      { name: "halfSpread", values: [expect.stringContaining("%"), "0.100%"] },
    ]);
  });

  test("has the same bytes for the same runs, and writes no number that is none", () => {
    const text = renderComparison([quick, slow, other]);
    expect(renderComparison([quick, slow, other])).toBe(text);
    expect(text.replace(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(/\bNaN\b|Infinity|undefined/);
  });

  test("needs a run", () => {
    expect(() => renderComparison([])).toThrow("at least one run");
  });
});
