import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { strategy } from "../engine/graph/strategy.ts";
import { backtest } from "../research/backtest.ts";
import { reportModelOf } from "../research/report-model.ts";
import { strategies } from "../strategies/index.ts";
import { flagsOf } from "./flags.ts";
import type { ReportModel } from "./model.ts";
import { renderReport } from "./render-report.ts";
import { sampleModel, sp500, walk } from "./testing/sample.ts";

const model = sampleModel();
const page = renderReport(model);
const hourMs = 3_600_000;

/** The data embedded under an id. */
const embedded = (text: string, id: string) =>
  JSON.parse(new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`).exec(text)![1]!);

/** A model in which every name that comes from outside attacks the page. */
function hostile(): ReportModel {
  const attack = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'\u2028`;
  const { run } = model;
  const { identity, outcome } = run;
  const trade = { ...outcome.trades[0]!, symbol: attack };
  return {
    ...model,
    dataNotes: [attack],
    bars: model.bars.map((bars) => ({ ...bars, symbol: attack })),
    run: {
      ...run,
      warnings: [attack],
      outcome: { ...outcome, symbols: [attack], trades: [trade], verdicts: { [attack]: 1 } },
      identity: {
        ...identity,
        id: attack,
        strategy: attack,
        about: attack,
        target: attack,
        plan: attack,
        params: { [attack]: attack },
        data: identity.data.map((set) => ({
          ...set,
          name: attack,
          symbol: attack,
          source: attack,
          exchange: attack,
          allowed: [attack],
        })),
      },
    },
  };
}

describe("a report", () => {
  test("has every part in the order in which a researcher reads", () => {
    const ids = [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
    expect(ids.join(" ")).toBe(
      "identity headline equity price calendar distribution rolling drawdowns exposure trades list costs orders bounds quality conventions",
    );
  });

  test("has the same bytes for the same run", () => {
    expect(renderReport(sampleModel())).toBe(page);
  });

  test("fetches nothing and forbids it", () => {
    const markup = page.replace(/<script>[\s\S]*?<\/script>/g, "");
    expect(markup).not.toMatch(/<(link|img|iframe|object|embed|base)\b|\bsrc=|@import|url\(/);
    expect(page).toContain("default-src &#39;none&#39;");
  });

  test("permits its own scripts alone, by their hashes", () => {
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text!);
    expect(scripts.length).toBe(9);
    for (const text of scripts) {
      expect(page).toContain(`sha256-${createHash("sha256").update(text).digest("base64")}`);
    }
  });

  test("keeps the notice of the chart library", () => {
    expect(page).toContain("@license");
    expect(page).toContain("TradingView Lightweight Charts");
    expect(page).toContain("https://www.tradingview.com/");
  });

  test("writes no number that is none", () => {
    const text = page.replace(/<script[\s\S]*?<\/script>/g, "").replace(/<style>[\s\S]*?<\/style>/, "");
    expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object/);
  });

  test("leads every metric to its definition", () => {
    for (const [, key] of page.matchAll(/href="#note-(\w+)"/g)) expect(page).toContain(`id="note-${key}"`);
  });

  test("shows the figures of the run", () => {
    expect(page).toContain(model.run.identity.hash);
    expect(page).toContain(model.run.identity.id);
    expect(embedded(page, "trade-data").pnl).toHaveLength(model.run.outcome.trades.length);
    const { at, count, lines } = embedded(page, "lines-data");
    expect(at).toHaveLength(5105);
    const { ts } = model.run.outcome;
    expect(count).toBe((ts[ts.length - 1]! - ts[0]!) / 86_400_000 + 1);
    const strategy = lines.find((line: { label: string }) => line.label === "Strategy");
    expect(strategy.values.at(-1)).toBeCloseTo(model.run.outcome.equity.at(-1)!, 1);
  });

  test("lets no name become markup", () => {
    const text = renderReport(hostile());
    const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
    expect(text).not.toContain("<img");
    expect(text).not.toContain("<script>alert");
    expect(count(/<script\b/g)).toBe([...page.matchAll(/<script\b/g)].length);
    expect(count(/<\/script>/g)).toBe([...page.matchAll(/<\/script>/g)].length);
    const data = [...text.matchAll(/<script type[^>]*>(.*?)<\/script>/gs)].map(([, json]) => json!);
    expect(data.filter((json) => /[<\u2028]/.test(json))).toEqual([]);
    expect(embedded(text, "price-data")[0].symbol).toContain("<img src=x");
  });
});

describe("a report says", () => {
  test("its dates by one convention: from the first open to the last close, which is exclusive", () => {
    const { ts, timeframeMs } = model.run.outcome;
    const end = new Date(ts.at(-1)! + timeframeMs).toISOString().slice(0, 10);
    expect(page).toContain(`<span>2000-01-03 to ${end} (exclusive)</span>`);
    expect(page).toContain("To (exclusive)");
    expect(page).toContain(`<td class="text">${end}</td>`);
  });

  test("what idle cash earns, when the benchmark is bought, and what a price index leaves out", () => {
    expect(page).toContain("earns nothing");
    expect(page).toContain("bought at the open of the first bar");
    expect(page).toContain("of them within the period, in which it holds cash");
    expect(page).toContain("a price index and its buy and hold are without");
  });

  test("the same of parameters in any order, as a stored run gives them back", () => {
    const { run } = model;
    const params = Object.fromEntries(Object.entries(run.identity.params).reverse());
    expect(renderReport({ ...model, run: { ...run, identity: { ...run.identity, params } } })).toBe(page);
  });

  test("what became of its orders, and what it cost to get from decision to fill", () => {
    expect(page).toContain("<caption>Orders by kind</caption>");
    expect(page).toContain("<caption>Implementation shortfall</caption>");
    const none = renderReport(
      sampleModel({ strategy: strategy({ name: "idle", decide: () => ({ target: 0 }) }) }),
    );
    expect(none).toContain("No orders.");
    expect(none).not.toContain("Implementation shortfall</caption>");
  });

  test("on which terms instruments were traded, where there were any", () => {
    const kind = { base: "SP500", quote: "USD", tick: "0.01", lot: "0.001" };
    const settings = { instruments: { SP500: { ...kind, kind: "perpetual", margin: { initial: 0.1 } } } };
    const text = renderReport(sampleModel({ settings }));
    expect(text).toContain("<caption>Instruments</caption>");
    expect(text).toContain("linear perpetual");
    expect(text).toContain("10.00%, 0.00%");
    expect(page).not.toContain("<caption>Instruments</caption>");
  });

  test("on which scale it starts: logarithmic where curves differ by more than ten", () => {
    const pressed = (text: string) => /data-scale="(\w+)" aria-pressed="true"/.exec(text)![1];
    const { run } = model;
    const equity = run.outcome.equity.map((value, i) => value * (1 - (0.99 * i) / run.outcome.ts.length));
    expect(pressed(page)).toBe("linear");
    expect(pressed(renderReport({ ...model, run: { ...run, outcome: { ...run.outcome, equity } } }))).toBe(
      "log",
    );
  });
});

describe("a report of", () => {
  const cases: [string, () => ReportModel][] = [
    ["a run without a trade", () => sampleModel({ datasets: [walk("FLAT", 60, 86_400_000, 1)] })],
    ["two bars", () => sampleModel({ datasets: [walk("SHORT", 2, 86_400_000, 1)] })],
    ["one bar", () => sampleModel({ datasets: [walk("ONE", 1, 86_400_000, 1)] })],
    [
      "several symbols by the hour",
      () =>
        sampleModel({
          strategy: strategies["ema-trend"]!,
          datasets: [walk("A", 3000, hourMs, 1), walk("B", 3000, hourMs, 2, 0.08)],
        }),
    ],
    ["seconds", () => sampleModel({ datasets: [walk("TICK", 5000, 1000, 3)] })],
    ["a period within the data", () => sampleModel({ settings: { fromMs: Date.UTC(2010, 0, 1) } })],
  ];
  test.each(cases)("%s is whole", (_, make) => {
    const text = renderReport(make());
    expect([...text.matchAll(/<section /g)]).toHaveLength(16);
    expect(text.replace(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(/\bNaN\b|Infinity|undefined/);
  });

  test("sixty symbols draws the prices of the forty with the most trades, and says so", () => {
    const datasets = Array.from({ length: 60 }, (_, i) => walk(`S${i}`, i < 20 ? 60 : 400, 86_400_000, i));
    const dirty = datasets.map((set) => ({ ...set, identity: { ...set.identity, allowed: ["1 gap"] } }));
    const made = sampleModel({ datasets: dirty });
    const text = renderReport(made);
    const drawn = new Set(embedded(text, "price-data").map(({ symbol }: { symbol: string }) => symbol));
    const tradesOf = (symbol: string) =>
      made.run.outcome.trades.filter((trade) => trade.symbol === symbol).length;
    const counts = (wanted: boolean) =>
      made.run.outcome.symbols.filter((symbol) => drawn.has(symbol) === wanted).map(tradesOf);
    expect(drawn.size).toBe(40);
    expect(Math.min(...counts(true))).toBeGreaterThanOrEqual(Math.max(...counts(false)));
    expect(Math.max(...counts(true))).toBeGreaterThan(0);
    expect(text).toContain("Prices of the 40 symbols with the most trades, of 60.");
    expect(text).toContain("Data: 60 sets");
    expect(text).toContain("S0, S1, S2, S3, S4, S5 and 54 more: 1 gap. Allowed");
  });

  test("a million bars stays under 5 MB and says that it is thinned", () => {
    const big = sampleModel({ params: { fast: 5, slow: 20 }, datasets: [walk("BIG", 1_000_000, 60_000, 5)] });
    expect(big.run.outcome.trades.length).toBeGreaterThan(20_000);
    const text = renderReport(big);
    expect(text.length).toBeLessThan(5e6);
    expect(text).toMatch(/1,000,000 bars are thinned: of each [\d.]+ hours the lowest and the highest/);
    expect(text).toMatch(/Each candle joins the bars of [\d.]+ hours/);
    expect(text).toMatch(/The 20,000 trades of the largest profit or loss out of/);
  });
});

describe("flags", () => {
  const labels = (given: ReportModel) => flagsOf(given).map((flag) => flag.label);
  const costless = { fees: { taker: 0, maker: 0, fixed: 0 }, halfSpread: 0, slippage: 0 };

  test("name what flatters, gravest first, each once", () => {
    const made = sampleModel({
      datasets: [walk("S", 300, 86_400_000, 1)],
      settings: { fill: "close", limitFill: "touch", ...costless },
    });
    expect(labels(made).slice(0, 3)).toEqual(["SYNTHETIC DATA", "FILL = CLOSE", "NO COSTS"]);
    expect(labels(made)).toContain("LIMIT FILLS ON TOUCH");
    expect(new Set(labels(made)).size).toBe(labels(made).length);
    expect(renderReport(made)).toContain("SYNTHETIC DATA");
  });

  test("name dirty data, look-ahead and bias", () => {
    const data = sp500();
    const dirty = { ...data, identity: { ...data.identity, allowed: ["2 gaps"] } };
    const run = backtest({
      strategy: strategies["sma-cross"]!,
      target: "x",
      sourceHash: "0",
      codeVersion: "0",
      datasets: [dirty],
    });
    const made = reportModelOf(
      { ...run, warnings: [...run.warnings, "look-ahead found", "survivors only: BIASED", "other"] },
      [data.bars],
    );
    expect(labels(made)).toEqual(expect.arrayContaining(["DIRTY DATA", "LOOK-AHEAD", "BIASED", "WARNING"]));
    expect(labels(made).filter((label) => label === "DIRTY DATA")).toHaveLength(1);
  });

  test("name symbols of the same defects together, and a period under a year", () => {
    const datasets = [walk("A", 99, 86_400_000, 1), walk("B", 99, 86_400_000, 2)].map((set) => ({
      ...set,
      identity: { ...set.identity, allowed: ["2 gaps"] },
    }));
    const flags = flagsOf(sampleModel({ datasets }));
    const texts = flags.filter(({ label }) => label === "DIRTY DATA").map(({ text }) => text);
    expect(texts).toEqual(["A, B: 2 gaps. Allowed by the user, not repaired."]);
    expect(flags.map(({ label }) => label)).toContain("UNDER A YEAR");
  });

  test("tell an optimistic rule only where it decided something", () => {
    const { run } = model;
    const optimistic = {
      ...run.identity,
      settings: { ...run.identity.settings, intrabar: "optimistic" as const },
    };
    const at = (ambiguousBars: number) =>
      labels({ ...model, run: { ...run, identity: optimistic, outcome: { ...run.outcome, ambiguousBars } } });
    expect(at(0)).not.toContain("OPTIMISTIC INTRABAR");
    expect(at(3)).toContain("OPTIMISTIC INTRABAR");
  });
});

describe("bounds", () => {
  test("stand side by side where a bar was ambiguous, and a line shows the better one", () => {
    const { run } = model;
    const bounds = {
      pessimistic: run.metrics,
      optimistic: { ...run.metrics, totalReturn: 9 },
      optimisticEquity: run.outcome.equity,
    };
    const outcome = { ...run.outcome, ambiguousBars: 2 };
    const text = renderReport({ ...model, run: { ...run, outcome, bounds } });
    expect(text).toContain("2 bars could have hit both stop and target");
    expect(text).toContain("900.00%");
    expect(embedded(text, "lines-data").lines.map((line: { label: string }) => line.label)).toContain(
      "Optimistic",
    );
    expect(renderReport({ ...model, run: { ...run, outcome } })).toContain("--intrabar both");
  });
});
