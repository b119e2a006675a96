import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { strategies } from "../strategies/index.ts";
import { renderComparison } from "./render-comparison.ts";
import { renderReport } from "./render-report.ts";
import { ask, launch, open, pixelsOf, skipBrowser } from "./testing/browser.ts";
import { sampleModel, sp500, walk } from "./testing/sample.ts";

const model = sampleModel({ strategy: strategies["rsi-reversion"]!, datasets: [sp500()] });
const text = renderReport(model);
const hourMs = 3_600_000;
let browser: Browser;

const why = skipBrowser ? " (skipped: no Chromium here; set BOT4_CHROMIUM)" : "";

/** Texts of one column of the list of trades. */
const column = (page: Page, n: number) =>
  page.locator(`#trade-table tbody td:nth-child(${n})`).allTextContents();
const numeric = (cells: readonly string[]) =>
  cells.map((cell) => Number(cell.replace("\u2212", "-").replaceAll(",", "")));
const rising = (values: readonly number[]) => [...values].sort((a, b) => a - b);

describe.skipIf(skipBrowser)(`a report in a browser${why}`, () => {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(["light", "dark"] as const)(
    "draws every chart in a %s theme, silently and without the network",
    async (colorScheme) => {
      const { page, complaints } = await open(browser, text, { colorScheme });
      for (const id of ["equity-chart", "price-chart"]) {
        const seen = await pixelsOf(page, id);
        expect(seen.coloured, id).toBeGreaterThan(2000);
      }
      const drawings = await page
        .locator("svg.plot:visible")
        .evaluateAll((all) => all.map((svg) => svg.querySelectorAll("path, rect").length));
      expect(drawings.length).toBeGreaterThanOrEqual(10);
      expect(Math.min(...drawings)).toBeGreaterThan(0);
      expect(await ask(page, "contrastFailures")).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  test("changes its theme, charts included, and remembers it", async () => {
    const { page, complaints } = await open(browser, text, { colorScheme: "light" });
    const ground = () => ask<string>(page, "ground");
    const [before, drawn] = [await ground(), await pixelsOf(page, "equity-chart")];
    await page.focus("#theme");
    await page.keyboard.press("Enter");
    expect(await page.textContent("#theme")).toBe("Light");
    const after = await ground();
    expect(after).not.toBe(before);
    await expect.poll(async () => (await pixelsOf(page, "equity-chart")).sum).not.toBe(drawn.sum);
    await page.reload();
    expect(await ground()).toBe(after);
    await page.click("#theme");
    expect(await ground()).toBe(before);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("sorts, filters and pages its trades", async () => {
    const { page } = await open(browser, text);
    const { trades } = model.run.outcome;
    expect(await page.locator("#trade-table tbody tr").count()).toBe(Math.min(25, trades.length));
    await page.click("#trade-table th[data-key=pnl] button");
    expect(await page.getAttribute("#trade-table th[data-key=pnl]", "aria-sort")).toBe("descending");
    const worst = numeric(await column(page, 11));
    expect(worst).toEqual(rising(worst).reverse());
    expect(worst[0]).toBeCloseTo(Math.max(...trades.map((trade) => trade.pnl)), 1);
    await page.click("#trade-table th[data-key=pnl] button");
    const best = numeric(await column(page, 11));
    expect(best).toEqual(rising(best));
    await page.selectOption("#trade-filter [name=result]", "gain");
    expect(Math.min(...numeric(await column(page, 11)))).toBeGreaterThanOrEqual(0);
    await page.fill("#trade-filter [name=text]", "no such thing");
    expect(await page.textContent("#trade-page")).toBe("No trade matches");
    await page.fill("#trade-filter [name=text]", "");
    await page.selectOption("#trade-filter [name=result]", "");
    await page.click("#trade-table th[data-key=number] button");
    await page.click("#trade-next");
    expect((await column(page, 1))[0]).toBe("26");
    await page.click("#trade-back");
    expect((await column(page, 1))[0]).toBe("1");
    await page.context().close();
  });

  test("gives its trades as CSV", async () => {
    const { page, complaints } = await open(browser, text);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#trade-csv")]);
    expect(download.suggestedFilename()).toBe(`${model.run.identity.id}-trades.csv`);
    const rows = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\r\n");
    const { trades } = model.run.outcome;
    expect(rows[0]).toBe(
      "number,symbol,side,entryTs,exitTs,bars,entryPrice,exitPrice,quantity,fees,pnl,return,mae,mfe,exitReason",
    );
    expect(rows).toHaveLength(trades.length + 1);
    const first = rows[1]!.split(",");
    expect(first[3]).toBe(new Date(trades[0]!.entryTs).toISOString());
    expect(Number(first[10])).toBeCloseTo(trades[0]!.pnl, 6);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("zooms, changes scale, answers to keys and shows a chosen trade", async () => {
    const { page, complaints } = await open(browser, text);
    const sum = async (id: string) => (await pixelsOf(page, id)).sum;
    const changes = async (act: () => Promise<unknown>, ids = ["equity-chart"]) => {
      const before = await Promise.all(ids.map(sum));
      await act();
      for (const [i, id] of ids.entries()) await expect.poll(() => sum(id)).not.toBe(before[i]);
    };
    const both = ["equity-chart", "price-chart"];
    const first = page.locator("#equity");
    await changes(() => first.getByRole("button", { name: "Log" }).click());
    expect(await first.getByRole("button", { name: "Log" }).getAttribute("aria-pressed")).toBe("true");
    await changes(() => first.getByRole("button", { name: "3Y" }).click(), both);
    await page.focus("#equity-chart");
    for (const key of ["ArrowLeft", "ArrowRight", "+", "-"])
      await changes(() => page.keyboard.press(key), both);
    await changes(() => first.getByRole("button", { name: "All" }).click(), both);
    await changes(() => page.locator("#price").getByRole("button", { name: "Log" }).click(), ["price-chart"]);
    await changes(() => page.uncheck("[data-trades]"), ["price-chart"]);
    await page.check("[data-trades]");
    await changes(() => page.locator("#trade-table tbody button").nth(3).click(), ["price-chart"]);
    expect(await ask(page, "focused")).toBe("price-chart");
    await page.hover("#equity-chart", { position: { x: 300, y: 100 } });
    await expect
      .poll(() => page.textContent("#equity-chart .reading"))
      .toMatch(/^\d{4}-\d\d-\d\d .*Strategy [\d,.]+/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("runs time evenly, and at the same place in both charts", async () => {
    // The reading under the crosshair tells the day at a place.
    const dayAt = async (page: Page, id: string, x: number) => {
      await page.hover(`#${id}`, { position: { x, y: 150 } });
      const [day] = (await page.textContent(`#${id} .reading`))!.split(" ");
      return Date.parse(day!) / 86_400_000;
    };
    const made = sampleModel({
      strategy: strategies["ema-trend"]!,
      datasets: [walk("A", 40_000, hourMs, 1), walk("B", 40_000, hourMs, 2)],
    });
    for (const text of [renderReport(model), renderReport(made)]) {
      const { page } = await open(browser, text);
      const places = [100, 350, 600, 850];
      const days: number[][] = [];
      for (const id of ["equity-chart", "price-chart"]) {
        const row: number[] = [];
        for (const x of places) row.push(await dayAt(page, id, x));
        days.push(row);
      }
      const [own, price] = days as [number[], number[]];
      const slack = (own[3]! - own[0]!) * 0.01;
      const plots = await Promise.all(
        ["equity-chart", "price-chart"].map((id) =>
          page.locator(`#${id} td:nth-child(2)`).first().boundingBox(),
        ),
      );
      expect(plots[0]!.width).toBe(plots[1]!.width);
      expect(slack).toBeGreaterThan(0);
      for (const [i, day] of own.entries()) {
        expect(Math.abs(day - (own[0]! + (i / 3) * (own[3]! - own[0]!)))).toBeLessThan(slack);
        expect(Math.abs(day - price[i]!)).toBeLessThan(slack);
      }
      await page.context().close();
    }
  });

  test("leads to every part from the bar at 1200 pixels, and fades what must scroll at 390", async () => {
    for (const width of [1200, 390]) {
      const { page } = await open(browser, text, { viewport: { width, height: 900 } });
      const bar = (await page.locator(".topbar .links").boundingBox())!;
      const last = (await page.locator(".topbar .links a").last().boundingBox())!;
      const faded = 48;
      if (width === 1200) expect(last.x + last.width).toBeLessThanOrEqual(bar.x + bar.width - faded + 1);
      else expect(last.x).toBeGreaterThan(bar.x + bar.width);
      await page.context().close();
    }
  });

  test("fits a phone", async () => {
    const { page, complaints } = await open(browser, text, {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    expect(await ask(page, "width")).toBe(390);
    const chart = await page.locator("#equity-chart").boundingBox();
    expect(chart!.x >= 0 && chart!.x + chart!.width <= 390).toBe(true);
    expect((await pixelsOf(page, "equity-chart")).coloured).toBeGreaterThan(500);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("prints its charts as drawings, none cut, in light colours", async () => {
    const { page } = await open(browser, text, {
      colorScheme: "dark",
      viewport: { width: 700, height: 990 },
    });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.locator("#equity-chart").isVisible()).toBe(false);
    expect(await page.locator("#equity .static svg").count()).toBe(2);
    expect(await ask(page, "beyondEdge")).toEqual([]);
    expect(await ask(page, "contrastFailures")).toEqual([]);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.length).toBeGreaterThan(50_000);
    await page.context().close();
  });

  test("shows drawings without scripts", async () => {
    const { page } = await open(browser, text, { javaScriptEnabled: false });
    expect(await page.locator("#equity .static svg").first().isVisible()).toBe(true);
    expect(await page.locator("#equity-chart").isVisible()).toBe(false);
    await page.context().close();
  });

  test("runs nothing that a name carries", async () => {
    const attack = `</script><script>alert(1)</script><img src=x onerror=alert(2)>`;
    const { run } = model;
    const trades = run.outcome.trades.map((trade) => ({ ...trade, symbol: `=cmd()${attack}` }));
    const hostile = {
      ...model,
      run: {
        ...run,
        warnings: [attack],
        identity: { ...run.identity, strategy: attack, plan: attack },
        outcome: { ...run.outcome, trades },
      },
    };
    const { page, complaints } = await open(browser, renderReport(hostile));
    expect(await page.textContent("h1")).toBe(attack);
    expect(await page.locator("img").count()).toBe(0);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#trade-csv")]);
    expect(readFileSync(await download.path(), "utf8").split("\r\n")[1]).toContain("'=cmd()");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("shows several symbols by the hour, one at a time", async () => {
    const made = sampleModel({
      strategy: strategies["ema-trend"]!,
      datasets: [walk("A", 3000, hourMs, 1, 30_000), walk("B", 3000, hourMs, 2, 0.08)],
    });
    const { page, complaints } = await open(browser, renderReport(made));
    const before = (await pixelsOf(page, "price-chart")).sum;
    await page.selectOption("[data-symbol]", "1");
    await expect.poll(async () => (await pixelsOf(page, "price-chart")).sum).not.toBe(before);
    const other = made.run.outcome.trades.findIndex((trade) => trade.symbol === "A");
    await page.locator("#trade-table tbody button").nth(other).click();
    expect(await page.inputValue("[data-symbol]")).toBe("0");
    expect(await page.textContent("#equity-chart .reading")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("opens a million bars and twenty thousand trades", async () => {
    const big = sampleModel({ params: { fast: 5, slow: 20 }, datasets: [walk("BIG", 1_000_000, 60_000, 5)] });
    const { page, complaints } = await open(browser, renderReport(big));
    expect((await pixelsOf(page, "price-chart")).coloured).toBeGreaterThan(2000);
    expect(await page.textContent("#trade-page")).toBe("1 to 25 of 20,000");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each([
    ["no trade", [walk("FLAT", 60, 86_400_000, 1)]],
    ["one bar", [walk("ONE", 1, 86_400_000, 1)]],
    ["quarter seconds", [walk("TICK", 2000, 250, 3)]],
  ])("opens a run of %s", async (name, datasets) => {
    const { page, complaints } = await open(browser, renderReport(sampleModel({ datasets })));
    expect(await page.locator("section").count()).toBe(16);
    if (name === "quarter seconds")
      expect((await pixelsOf(page, "equity-chart")).coloured).toBeGreaterThan(500);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(skipBrowser)(`a comparison in a browser${why}`, () => {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  const page = () =>
    renderComparison([model, sampleModel(), sampleModel({ params: { fast: 50, slow: 200 } })]);

  test.each(["light", "dark"] as const)("draws in a %s theme, on a phone too", async (colorScheme) => {
    const opened = await open(browser, page(), { colorScheme });
    expect((await pixelsOf(opened.page, "equity-chart")).coloured).toBeGreaterThan(2000);
    expect(await ask(opened.page, "contrastFailures")).toEqual([]);
    await opened.page.setViewportSize({ width: 390, height: 844 });
    expect(await ask(opened.page, "width")).toBe(390);
    expect(opened.complaints).toEqual([]);
    await opened.page.context().close();
  });
});
