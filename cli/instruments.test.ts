import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bot4, workshop } from "../test/cli.ts";
import { exitCodes } from "./exit-codes.ts";

const wavy = {
  kind: "perpetual",
  base: "WAVY",
  quote: "USD",
  tick: "0.5",
  lot: "0.1",
  notionalMin: 10,
  margin: { initial: 0.1, maintenance: 0.05 },
  fees: { taker: 0.0005 },
};
const other = { kind: "spot", base: "X", quote: "USD", tick: 1, lot: 1 };

const words = (line: string): string[] => line.split(" ").filter((word) => word !== "");
const backtest = (rest: string, cwd: string) =>
  bot4(words(`backtest cross.ts --data wavy.csv --cash 10000 ${rest}`), cwd);

/** A workshop with a file of instruments. */
function market(content: unknown = { WAVY: wavy, X: other }, name = "markets.json"): string {
  const cwd = workshop();
  writeFileSync(join(cwd, name), typeof content === "string" ? content : JSON.stringify(content));
  return cwd;
}

describe("bot4 backtest --instruments", () => {
  test("trades whole ticks and lots at the instrument's fees, and says so in record and report", async () => {
    const cwd = market();
    const { out, code } = await backtest("--instruments markets.json --json=full", cwd);
    expect(code).toBe(exitCodes.ok);
    const { run, fills } = JSON.parse(out);
    expect(fills.length).toBeGreaterThan(10);
    for (const { price, quantity, fee } of fills) {
      expect(price % 0.5).toBe(0);
      expect(Math.abs(quantity * 10 - Math.round(quantity * 10))).toBeLessThan(1e-9);
      expect(fee).toBeCloseTo(0.0005 * quantity * price, 9);
    }
    // Only what was traded makes the run what it is.
    expect(run.settings.instruments).toEqual({ WAVY: wavy });
    const report = readFileSync(join(cwd, "runs", run.id, "report.html"), "utf8");
    expect(report.includes("<caption>Instruments</caption>")).toBe(true);
    expect(report.includes("linear perpetual")).toBe(true);
  });

  test("is told in the headline, and orders in the record of the run", async () => {
    const cwd = market();
    const { out } = await backtest("--instruments markets.json --no-report", cwd);
    expect(out).toContain("instruments WAVY (linear perpetual in USD, tick 0.5, lot 0.1)");
    expect(out).toContain("costs       taker 5 bps, maker 0 bps, spread 0 bps");
    const id = /run +(cross-\w+)/.exec(out)![1]!;
    const shown = (await bot4(["runs", "show", id], cwd)).out;
    expect(shown).toMatch(/orders +placed +filled +cancelled +expired +rejected +open/);
    const { orders, orderRecords } = JSON.parse((await bot4(["runs", "show", id, "--json=full"], cwd)).out);
    expect(orders.byKind).toHaveLength(1);
    expect(orders.byKind[0]).toMatchObject({ kind: "market", placed: orderRecords.length });
  });

  test("is part of the run's identity, and the same in JSON and YAML", async () => {
    const yaml = `WAVY:
  kind: perpetual
  base: WAVY
  quote: USD
  tick: "0.5"
  lot: "0.1"
  notionalMin: 10
  margin: { initial: 0.1, maintenance: 0.05 }
  fees: { taker: 0.0005 }
`;
    const hash = async (rest: string, cwd: string) =>
      JSON.parse((await backtest(`${rest} --no-report --json`, cwd)).out).run.hash;
    const cwd = market(yaml, "markets.yaml");
    writeFileSync(join(cwd, "markets.json"), JSON.stringify({ WAVY: wavy }));
    const [json, alike, none] = [
      await hash("--instruments markets.json", cwd),
      await hash("--instruments markets.yaml", cwd),
      await hash("", cwd),
    ];
    expect(alike).toBe(json);
    expect(none).not.toBe(json);
  });

  test("a run with instruments is reproduced, and compared field by field", async () => {
    const cwd = market();
    await backtest("--instruments markets.json --no-report", cwd);
    const [id] = readdirSync(join(cwd, "runs")).filter((name) => name.startsWith("cross-"));
    // The instruments were stored with the run: their file may go.
    writeFileSync(join(cwd, "markets.json"), "{}");
    expect((await bot4(["reproduce", id!], cwd)).code).toBe(exitCodes.ok);
    const plain = await backtest("--no-report --quiet", cwd);
    const { out } = await bot4(["compare", id!, plain.out.trim()], cwd);
    expect(out).toContain("instrument WAVY.tick");
    expect(out).not.toContain("[object Object]");
  });

  test("means the same to a sweep: every variant is its backtest", async () => {
    const cwd = market();
    const rest = "--data wavy.csv --cash 10000 --instruments markets.json --json";
    const swept = await bot4(words(`sweep cross.ts --param fast=4:6:1 --workers 1 --top 3 ${rest}`), cwd);
    expect(swept.err).toBe("");
    const { best } = JSON.parse(swept.out);
    expect(best).toHaveLength(3);
    for (const { params, metrics } of best) {
      const one = await bot4(words(`backtest cross.ts --param fast=${params.fast} --no-report ${rest}`), cwd);
      expect(metrics).toEqual(JSON.parse(one.out).metrics);
    }
  });

  test("a config file may name the file", async () => {
    const cwd = market();
    writeFileSync(join(cwd, "bot4.config.json"), JSON.stringify({ instruments: "markets.json" }));
    const { out } = await backtest("--no-report --json", cwd);
    expect(JSON.parse(out).run.settings.instruments).toEqual({ WAVY: wavy });
  });

  const refused: readonly (readonly [what: string, content: unknown, message: string])[] = [
    [
      "a symbol that the file lacks",
      { WAVI: wavy },
      'markets.json: no instrument "WAVY"; did you mean "WAVI"?',
    ],
    ["an empty file", {}, 'markets.json: no instrument "WAVY"; it has none'],
    [
      "a field of another range",
      { WAVY: { ...wavy, margin: { initial: 2 } } },
      "markets.json: WAVY: margin.initial must be a number in [0, 1]; was 2",
    ],
    [
      "a field that is none",
      { WAVY: { ...wavy, tik: 1 } },
      'markets.json: WAVY: unknown field of an instrument "tik"; did you mean "tick"?',
    ],
    ["a field that is needed", { WAVY: { kind: "spot" } }, "markets.json: WAVY: an instrument needs base"],
    [
      "an instrument of another symbol, too",
      { WAVY: wavy, X: { ...other, lot: -1 } },
      'markets.json: X: lot must be a positive decimal such as "0.01"; was -1',
    ],
    [
      "rules between fields",
      { WAVY: { ...wavy, kind: "future" } },
      "markets.json: WAVY: a future needs expiryMs, ms since 1970 UTC",
    ],
    [
      "another name",
      { WAVY: { ...wavy, symbol: "BTC" } },
      'markets.json: WAVY: symbol must be WAVY, the name it stands under; was "BTC"',
    ],
    ["what is no record", { WAVY: 3 }, "markets.json: WAVY: must be a record"],
    ["what is no JSON", "{ WAVY", "markets.json cannot be read"],
  ];
  test.each(refused)("refuses %s", async (_, content, message) => {
    const cwd = market(content);
    const { code, err } = await backtest("--instruments markets.json", cwd);
    expect(err).toContain(message);
    expect(code).toBe(exitCodes.badInput);
    expect(existsSync(join(cwd, "runs", "cross"))).toBe(false);
  });

  test("refuses a file that is not there", async () => {
    const { code, err } = await backtest("--instruments none.json", workshop());
    expect(err).toContain('--instruments must be a file that exists; was "none.json"');
    expect(code).toBe(exitCodes.badInput);
  });

  test("refuses symbols of different settlement", async () => {
    const cwd = market({
      WAVY: wavy,
      X: { ...other, kind: "perpetual", payoff: "inverse" },
    });
    writeFileSync(join(cwd, "X_1d.csv"), readFileSync(join(cwd, "wavy.csv"), "utf8"));
    const { code, err } = await backtest("--data X_1d.csv --instruments markets.json", cwd);
    expect(err).toContain(
      "symbols of a run must settle in one currency; of WAVY, X, WAVY settles in USD, X in X",
    );
    expect(code).toBe(exitCodes.badInput);
  });
});
