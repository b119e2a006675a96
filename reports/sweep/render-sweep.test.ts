import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../../engine/core/random.ts";
import { choice, int, num, strategy } from "../../engine/graph/strategy.ts";
import { parseSettings } from "../../engine/run/settings.ts";
import { keepBest } from "../../research/sweep/best.ts";
import type { SweepJob } from "../../research/sweep/job.ts";
import { eachAllowed, type Space, spaceOf, type Variant } from "../../research/sweep/space.ts";
import { createSweepReport, type SweepReportModel } from "../../research/sweep/sweep-report.ts";
import { ask, launch, open, skipBrowser } from "../testing/browser.ts";
import { toneKey } from "./heat-grid.ts";
import { renderSweep } from "./render-sweep.ts";
import { tonesOf } from "./tones.ts";

const traded = strategy({
  name: "traded",
  params: {
    fast: int(2, { from: 2, to: 400 }),
    slow: int(9, { from: 2, to: 400 }),
    stop: num(1, { from: 0.5, to: 3 }),
    kind: choice("<b>wide</b>", ["<b>wide</b>", "narrow"]),
  },
  decide: () => ({ target: 1 }),
});
const metrics = ["totalReturn", "sharpe", "maxDrawdown", "volatility"];

/** The model of a sweep whose metrics are a function of its parameters. */
function modelOf(params: readonly string[], change: Partial<SweepJob> = {}, scenarios = 1): SweepReportModel {
  const space: Space = spaceOf(traded, { params, where: "fast < slow" });
  const job: SweepJob = {
    schema: "bot4/sweep@1",
    codeVersion: "1.2.3+abc",
    strategy: "traded",
    target: "./<img src=x>.ts",
    sourceHash: "ab".repeat(32),
    space: { params, where: "fast < slow" },
    scenarios: Array.from({ length: scenarios }, (_, k) => ({ symbols: [`S${k}`] })),
    data: [],
    settings: parseSettings(),
    search: { kind: "grid", seed: 1 },
    objective: "sharpe",
    statistics: "all",
    batch: 64,
    ...change,
  };
  const at = metrics.indexOf(job.objective);
  const direction = job.objective === "volatility" ? (-1 as const) : (1 as const);
  const best = keepBest(10);
  const labels = job.scenarios.map(({ symbols }) => symbols.join());
  const base = {
    job,
    hash: "cd".repeat(32),
    about: "A <i>strategy</i>.",
    data: [],
    space,
    metrics,
    direction,
    labels,
    barsPerYear: labels.map(() => 365),
    surfaces: true,
  };
  const random = seeded(3);
  const valuesOf = ({ fast, slow, stop, kind }: Variant, scenario: number): Float64Array => {
    const peak = 1 - ((Number(fast) - 11) / 9) ** 2 - ((Number(slow) - 30) / 20) ** 2 + Number(stop) / 9;
    const sharpe = peak + (kind === "narrow" ? 0.2 : 0) + 0.1 * random() + scenario / 10;
    return Float64Array.of(
      sharpe / 3,
      Number(fast) === 7 ? Number.NaN : sharpe,
      -0.1 - 0.3 * random(),
      0.2 - sharpe / 50,
    );
  };
  const add = (
    visit: (row: { scenario: number; index: number; point: Float64Array; metrics: Float64Array }) => void,
  ) => {
    for (let scenario = 0; scenario < scenarios; scenario++) {
      eachAllowed(space, 0, space.size, (index, point) => {
        visit({ scenario, index, point, metrics: valuesOf(space.paramsAt(point), scenario) });
      });
    }
  };
  const rows: Parameters<Parameters<typeof add>[0]>[0][] = [];
  add((row) => rows.push({ ...row, point: row.point.slice() }));
  for (const row of rows) best.offer({ ...row, score: direction * row.metrics[at]! });
  const report = createSweepReport({ ...base, best: best.list() });
  for (const row of rows) report.add(row);
  return report.model(["these are the best of many <script>alert(1)</script>"]);
}

const wide = ["fast=2:20", "slow=10:60:2", "stop=0.5:3:0.5", "kind"];
const pages: readonly (readonly [string, SweepReportModel])[] = [
  ["of four parameters", modelOf(wide)],
  ["of two parameters on three symbols", modelOf(["fast=2:20", "slow=10:60:2"], {}, 3)],
  ["of one parameter", modelOf(["fast=2:8"])],
  ["of one variant", modelOf(["fast=3"])],
  ["of less is better", modelOf(["fast=2:20", "slow=10:60:2"], { objective: "volatility" })],
];

describe("the report of a sweep", () => {
  test.each(pages)("%s has every section, and names are text", (_, model) => {
    const text = renderSweep(model);
    for (const id of [
      "best",
      "luck",
      "surface",
      "parameters",
      "stability",
      "parallel",
      "front",
      "identity",
    ]) {
      expect(text).toContain(`<section id="${id}"`);
    }
    expect(text).not.toContain("<b>wide");
    expect(text).not.toContain("<img");
    expect(text).not.toContain("<script>alert");
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(renderSweep(model)).toBe(text);
  });

  test("says what chance alone would give, and what was tried", () => {
    const text = renderSweep(pages[0]![1]);
    expect(text).toContain("Best by chance alone");
    expect(text).toContain("explains ");
    expect(text).toContain("best over all other parameters");
    expect(text).toContain("neighbours, one step away, have ");
    expect(renderSweep(pages[3]![1])).toContain("One variant has no spread");
    expect(renderSweep(pages[2]![1])).toContain("A surface needs two parameters that vary");
  });

  test("has one heatmap of two parameters, and those of the pairs that explain most of more", () => {
    const count = (model: SweepReportModel) => renderSweep(model).split('class="best-cell"').length - 1;
    expect(count(pages[0]![1])).toBe(6);
    expect(count(pages[1]![1])).toBe(3);
    expect(count(pages[4]![1])).toBe(1);
  });
});

test("colours have a side each where zero lies between, else go from worst to best", () => {
  const both = tonesOf([-1, -0.5, 0, 1, 2], 1);
  expect([both.of(-1).side, both.of(2)]).toEqual(["loss", { side: "gain", strength: 10 }]);
  expect(both.of(1).strength).toBe(both.of(-1).strength);
  const falling = tonesOf([1, 2, 3], -1);
  expect([falling.of(1).strength, falling.of(3).strength, falling.of(9).strength]).toEqual([10, 0, 0]);
  expect(falling.key[0]).toBe(3);
  expect(tonesOf([], 1).of(1).strength).toBe(10);
});

test("a key says where values lie beyond it, and share its colours", () => {
  const wild = [...Array.from({ length: 100 }, (_, k) => 1 + k / 100), 50];
  expect(tonesOf([1, 2, 3], 1).clamped).toEqual({ worst: false, best: false });
  expect(tonesOf(wild, 1).clamped).toEqual({ worst: true, best: true });
  expect(tonesOf([-1, ...Array.from({ length: 99 }, () => 1), 50], -1).clamped.worst).toBe(true);
  const text = (values: readonly number[]) => toneKey(tonesOf(values, 1), (value) => value.toFixed(1)).markup;
  expect(text(wild)).toContain("2.0 or better</span>");
  expect(text([1, 2, 3])).not.toContain("or better");
});

const why = skipBrowser ? " (skipped: no Chromium here; set BOT4_CHROMIUM)" : "";
describe.skipIf(skipBrowser)(`the report of a sweep in a browser${why}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(["light", "dark"] as const)("can be read in a %s theme, wide and narrow", async (colorScheme) => {
    for (const [, model] of pages.slice(0, 3)) {
      for (const width of [1280, 390]) {
        const { page, complaints } = await open(browser, renderSweep(model), {
          colorScheme,
          viewport: { width, height: 900 },
        });
        expect(await ask(page, "contrastFailures")).toEqual([]);
        expect(await ask(page, "width")).toBe(width);
        expect(complaints).toEqual([]);
        if (width > 1000) {
          await page.emulateMedia({ media: "print" });
          await page.setViewportSize({ width: 700, height: 900 });
          expect(await ask(page, "beyondEdge")).toEqual([]);
        }
        await page.context().close();
      }
    }
  });
});
