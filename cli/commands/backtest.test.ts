import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { carefulLimits, researchLimits } from "../../engine/risk/profiles.ts";
import { bot4, freshFolder, wavyCsv, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const words = (line: string): string[] => line.split(" ").filter(Boolean);
const backtest = (rest: string, cwd: string) => bot4(words(`backtest cross.ts ${rest}`), cwd);

describe("backtest", () => {
  test("prints headline figures beside the benchmark and stores the run with its report", async () => {
    const cwd = workshop();
    const { code, out, err } = await backtest("--data wavy.csv", cwd);
    expect(err).toBe("");
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/Total return +-?[\d.]+% +-?[\d.]+%/);
    expect(out).toContain("fast=5 slow=20");
    const [id] = readdirSync(join(cwd, "runs"));
    expect(out).toContain(id);
    expect(readdirSync(join(cwd, "runs", id!)).sort()).toEqual([
      "columns.f64",
      "report.html",
      "run.json",
      "trades.json",
    ]);
  });

  test("--json prints one JSON document and nothing else, with every field that is promised", async () => {
    const { code, out } = await backtest("--data wavy.csv --json", workshop());
    expect(code).toBe(exitCodes.ok);
    const { run, metrics, trades, warnings, equity } = JSON.parse(out);
    expect(run.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(run.id).toContain("cross-");
    for (const key of words(
      "totalReturn cagr sharpe sortino calmar maxDrawdown winRate profitFactor expectancy sqn exposure trades",
    )) {
      expect(metrics, key).toHaveProperty(key);
    }
    for (const key of words(
      "symbol side entryIndex exitIndex entryTs exitTs entryPrice exitPrice quantity fees pnl return exitReason",
    )) {
      expect(trades[0], key).toHaveProperty(key);
    }
    expect(trades.length).toBe(metrics.trades);
    expect(Array.isArray(warnings)).toBe(true);
    expect(equity).toBeUndefined();
  });

  test("--json=full adds the equity of every bar; what is not known is null", async () => {
    const { out } = await backtest("--data wavy.csv --json=full --param slow=200", workshop());
    const { equity, ts, metrics } = JSON.parse(out);
    expect(equity.length).toBe(400);
    expect(ts.length).toBe(400);
    expect(out).not.toContain("NaN");
    expect(equity[0]).toBe(10_000);
    expect(equity.at(-1)! / 10_000 - 1).toBeCloseTo(metrics.totalReturn, 12);
  });

  test("the same input gives the same bytes", async () => {
    const [a, b] = [workshop(), workshop()];
    await backtest("--data wavy.csv", a);
    await backtest("--data wavy.csv", b);
    const [id] = readdirSync(join(a, "runs"));
    expect(readdirSync(join(b, "runs"))).toEqual([id]);
    for (const name of readdirSync(join(a, "runs", id!))) {
      const [one, other] = [a, b].map((cwd) => readFileSync(join(cwd, "runs", id!, name)));
      expect(one!.equals(other!), name).toBe(true);
    }
  });

  test("flags reach the settings, and costs cost", async () => {
    const cwd = workshop();
    const free = JSON.parse((await backtest("--data wavy.csv --json --fee-bps 0", cwd)).out);
    const { out } = await backtest(
      "--data wavy.csv --json --cash 500 --fee-bps 7 --maker-bps -1 --spread-bps 3 --slippage-bps 2 --fixed-fee 0.5 " +
        "--fill close --no-short --lot 1 --leverage 2 --max-drawdown 0.5 --rebalance 0.01 --from 2020-03-01 --to 2020-12-31",
      cwd,
    );
    const dear = JSON.parse(out);
    expect(free.metrics.costs).toBe(0);
    expect(dear.metrics.costs).toBeGreaterThan(0);
    expect(dear.run.settings).toMatchObject({
      cash: 500,
      fees: { taker: 0.0007, maker: -0.0001, fixed: 0.5 },
      halfSpread: 0.00015,
      slippage: 0.0002,
      fill: "close",
      lot: 1,
      limits: { account: { grossMax: 2, short: false, maxDrawdown: 0.5 } },
      rebalance: 0.01,
      fromMs: Date.UTC(2020, 2, 1),
    });
    expect(dear.run.data[0].toMs).toBe(Date.UTC(2020, 11, 31));
    expect(dear.trades.every(({ quantity }: { quantity: number }) => Number.isInteger(quantity))).toBe(true);
  });

  test("--limits takes a profile or a file, and single flags say otherwise", async () => {
    const cwd = workshop();
    const limits = async (flags: string) =>
      JSON.parse((await backtest(`--data wavy.csv --json ${flags}`, cwd)).out).run.settings.limits;
    expect(await limits("")).toEqual(researchLimits);
    expect(await limits("--limits careful")).toEqual(carefulLimits);
    const leveraged = { ...carefulLimits.account, grossMax: 2 };
    expect((await limits("--limits careful --leverage 2")).account).toEqual(leveraged);
    const own = { ...carefulLimits, account: { ...carefulLimits.account, dailyLoss: 0.01 } };
    writeFileSync(join(cwd, "own.json"), '{ "account": { "dailyLoss": 0.01 } }');
    writeFileSync(join(cwd, "own.yaml"), "profile: research\naccount:\n  dailyLoss: 0.01\n");
    expect(await limits("--limits own.json")).toEqual(own);
    expect(await limits("--limits own.yaml")).toEqual({
      ...researchLimits,
      account: { ...researchLimits.account, dailyLoss: 0.01 },
    });
  });

  test("--intrabar both gives the bounds", async () => {
    const { out } = await backtest("--data wavy.csv --json --intrabar both", workshop());
    const { bounds } = JSON.parse(out);
    expect(bounds.pessimistic.totalReturn).toBeLessThanOrEqual(bounds.optimistic.totalReturn);
    const text = await backtest("--data wavy.csv --intrabar both", workshop());
    expect(text.out).toContain("intrabar bounds");
  });

  test("--driver chooses what drives; both drivers agree", async () => {
    const cwd = workshop();
    const by = async (driver: string) =>
      JSON.parse((await backtest(`--data wavy.csv --json=full --driver ${driver}`, cwd)).out);
    const [vector, event, both] = [await by("vector"), await by("event"), await by("both")];
    expect([vector.run.driver, event.run.driver, both.run.driver]).toEqual(["vector", "event", "vector"]);
    expect(event.equity).toEqual(vector.equity);
    expect(both.trades).toEqual(vector.trades);
    expect([vector.run.driversAgree, both.run.driversAgree]).toEqual([undefined, true]);
    const { out } = await backtest("--data wavy.csv --driver both", cwd);
    expect(out).toContain("vector and event agree on every number");
  });

  test("--report writes the report elsewhere, --no-report none", async () => {
    const cwd = workshop();
    const { out } = await backtest("--data wavy.csv --report out/mine.html", cwd);
    expect(out).toContain("out/mine.html");
    expect(readFileSync(join(cwd, "out/mine.html"), "utf8")).toContain("<html");
    const other = workshop();
    await backtest("--data wavy.csv --no-report --quiet", other);
    const [id] = readdirSync(join(other, "runs"));
    expect(existsSync(join(other, "runs", id!, "report.html"))).toBe(false);
  });

  test("--attach adds a column that the strategy reads, and funding that is paid", async () => {
    const cwd = workshop();
    const days = Array.from({ length: 400 }, (_, i) => Date.UTC(2020, 0, 1 + i, 8));
    writeFileSync(join(cwd, "rates.csv"), ["ts,rate", ...days.map((ts) => `${ts},0.001`), ""].join("\n"));
    writeFileSync(
      join(cwd, "held.ts"),
      `import { strategy } from "bot4/strategy";
import { ge } from "bot4/ops";
export default strategy({ name: "held", decide: (m) => ({ target: ge(m.series("mood"), 0) }) });`,
    );
    const run = (rest: string) => bot4(words(`backtest held.ts --data wavy.csv --json ${rest}`), cwd);
    const paid = JSON.parse((await run("--attach funding=rates.csv --attach WAVY:mood=rates.csv#rate")).out);
    expect(paid.metrics.fundingCosts).toBeGreaterThan(0);
    expect(paid.trades).toHaveLength(1);
    const free = JSON.parse((await run("--attach mood=rates.csv --no-funding")).out);
    expect(free.metrics.fundingCosts).toBe(0);
    expect(free.run.hash).not.toBe(paid.run.hash);
    for (const [rest, message] of [
      ["", 'has no column "mood"'],
      [
        "--attach mood",
        '--attach must be name=file or symbol:name=file, such as funding=rates.csv; was "mood"',
      ],
      ["--attach WAVI:mood=rates.csv", '--attach: unknown symbol "WAVI"; did you mean "WAVY"?'],
      ["--attach mood=rates.csv#rat", "choose the column"],
    ] as const) {
      const { code, err } = await run(rest);
      expect(err).toContain(message);
      expect(code).toBe(exitCodes.badInput);
    }
  });

  test("several symbols share the cash, in the order asked for", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "AAA_1d.csv"), wavyCsv(300));
    writeFileSync(join(cwd, "BBB_1d.csv"), wavyCsv(350));
    const { out } = await backtest("--data AAA_1d.csv --data BBB_1d.csv --symbols BBB,AAA --json", cwd);
    const { run, trades } = JSON.parse(out);
    expect(run.data.map(({ symbol }: { symbol: string }) => symbol)).toEqual(["BBB", "AAA"]);
    expect(trades.length).toBeGreaterThan(0);
    const unknown = await backtest("--data AAA_1d.csv --symbols AAB", cwd);
    expect(unknown.err).toContain("AAB");
    expect(unknown.code).toBe(exitCodes.badInput);
    const [head, ...lines] = wavyCsv(60).trimEnd().split("\n");
    const many = Array.from({ length: 12 }, (_, k) => lines.map((line) => `S${k + 10},${line}`)).flat();
    writeFileSync(join(cwd, "many.csv"), [`symbol,${head}`, ...many, ""].join("\n"));
    const { err } = await backtest("--data many.csv --symbols NOWHERE,S10", cwd);
    const ten = Array.from({ length: 10 }, (_, k) => `S${k + 10}`).join(", ");
    expect(err).toBe(`bot4: unknown symbol "NOWHERE"; the data has ${ten} and 2 more\n`);
  });
});

describe("bad input is refused with exit code 2 and nothing is stored", () => {
  const header = "timestamp,open,high,low,close,volume";
  const row = (i: number, text = "1,2,0.5,1.5,10") => `${Date.UTC(2020, 0, 1 + i)},${text}`;
  const rows = (...texts: string[]) => [header, ...texts, ""].join("\n");
  const files: readonly [what: string, content: string, message: RegExp][] = [
    ["an empty file", "", /empty/],
    ["a header alone", `${header}\n`, /no (rows|bars)/],
    ["one bar", rows(row(0)), /one bar/],
    ["a missing column", "timestamp,open,high,low\n1577836800000,1,2,0.5\n", /close/],
    ["a wrong delimiter", rows(row(0), row(1)).replaceAll(",", "#"), /column|delimiter/],
    ["text for a number", rows(row(0), row(1, "1,2,0.5,abc,10")), /abc/],
    ["an infinity", rows(row(0), row(1, "1,2,0.5,Infinity,10")), /[Ii]nfinit/],
    ["a NaN", rows(row(0), row(1, "1,2,0.5,NaN,10"), row(2)), /NaN|empty|missing|unknown/],
    ["unsorted rows", rows(row(0), row(2), row(1), row(3)), /disorder|order|sort/],
    ["duplicate rows", rows(row(0), row(1), row(1), row(2)), /duplicate/],
  ];
  test.each(files)("%s", async (what, content, message) => {
    const cwd = workshop();
    writeFileSync(join(cwd, "bad.csv"), content);
    const { code, out, err } = await backtest("--data bad.csv", cwd);
    expect(err).toMatch(message);
    expect(err).toMatch(/^bot4: /);
    expect(err).not.toContain("fault of bot4");
    expect(out).toBe("");
    const defects = ["a NaN", "unsorted rows", "duplicate rows"].includes(what);
    expect(code).toBe(defects ? exitCodes.dataDefects : exitCodes.badInput);
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });

  const calls: readonly [rest: string, message: string][] = [
    ["--data wavy.cvs", "wavy.cvs"],
    [
      "--data wavy.csv --param fast=1",
      "cross: fast must be a whole number of at least 2 and at most 50; was 1",
    ],
    ["--data wavy.csv --param fast=abc", "fast must be a whole number of at least 2 and at most 50; was abc"],
    ["--data wavy.csv --param fats=3", 'cross: unknown parameter "fats"; did you mean "fast"?'],
    ["--data wavy.csv --param fast", '--param must be name=value, such as fast=12; was "fast"'],
    [
      "--data wavy.csv --limits carful",
      '--limits must be careful, research or a file that exists; was "carful"; did you mean "careful"?',
    ],
    ["--data wavy.csv --max-drawdown 1.5", "--max-drawdown must be in (0, 1]; was 1.5"],
    ["--data wavy.csv --cash -5", "--cash must be a number above 0; was -5"],
    ["--data wavy.csv --spread-bps 30000", "--spread-bps must be a number from 0 to 10000; was 30000"],
    ["--data wavy.csv --fee-bps -6000", "--fee-bps must be a number from -5000 to 5000; was -6000"],
    [
      "--data wavy.csv --param fast=4 --param fast=6",
      "--param must give each parameter once; fast comes twice",
    ],
    [
      "--data wavy.csv --from 2030-01-01",
      "--from must be no later than the last bar before --to, which opens 2021-02-03T00:00Z; was 2030-01-01T00:00Z",
    ],
    [
      "--data wavy.csv --from 2020-05-01 --to 2020-04-01",
      "--from must be no later than the last bar before --to, which opens 2020-03-31T00:00Z; was 2020-05-01T00:00Z",
    ],
    ["--data wavy.csv --to 2019-01-01", "no bars"],
    ["--data wavy.csv --data wavy.csv", "the data must hold each symbol once"],
  ];
  test.each(calls)("%s", async (rest, message) => {
    const cwd = workshop();
    const { code, err } = await backtest(rest, cwd);
    expect(err).toContain(message);
    expect(code).toBe(exitCodes.badInput);
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });

  test("an unknown strategy names the nearest, and how to give one's own", async () => {
    const { code, err } = await bot4(words("backtest sma-cros --data sample:SP500:1d"), freshFolder());
    expect(err).toContain('unknown strategy "sma-cros"; did you mean "sma-cross"?');
    expect(err).toContain("./my-strategy.ts");
    expect(code).toBe(exitCodes.badInput);
  });

  test.skipIf(process.platform !== "linux")("a folder that nobody can make is refused at once", async () => {
    for (const rest of ["--report /proc/nowhere/at/all.html", "--no-report --runs /proc/nowhere/runs"]) {
      const { code, err } = await backtest(`--data wavy.csv ${rest}`, workshop());
      expect(err).toMatch(/^bot4: (cannot [a-z ]+ )?\/proc\/nowhere[\w/.]*( cannot be written)?: no /);
      expect(code).toBe(exitCodes.badInput);
    }
  });

  test("a report never takes the place of what is no file", async () => {
    const cwd = workshop();
    mkdirSync(join(cwd, "page"));
    for (const words of [
      ["backtest", "cross.ts"],
      ["sweep", "cross.ts", "--param", "fast=2:4"],
      ["walkforward", "cross.ts", "--param", "fast=2:4"],
      ["validate", "cross.ts"],
    ]) {
      const { code, err } = await bot4([...words, "--data", "wavy.csv", "--report", "page"], cwd);
      expect(err).toMatch(/page must be an ordinary file or not be there; was a folder; name a file/);
      expect(code).toBe(exitCodes.badInput);
    }
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });

  test("an empty file of settings is said to be empty", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "none.yaml"), "");
    writeFileSync(join(cwd, "none.json"), "");
    writeFileSync(join(cwd, "remark.yaml"), "---\n# nothing yet\n");
    for (const file of ["none.yaml", "none.json", "remark.yaml"]) {
      for (const flag of ["--limits", "--instruments"]) {
        const { code, err } = await backtest(`--data wavy.csv ${flag} ${file}`, cwd);
        expect(err).toContain(`bot4: ${file} is empty; `);
        expect(code).toBe(exitCodes.badInput);
      }
    }
  });

  test("a folder that cannot be written is said to be so", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "taken"), "a file");
    const { code, err } = await backtest("--data wavy.csv --runs taken", cwd);
    expect(err).toMatch(/^bot4: cannot make the folder .*taken: a file of that name is in the way/);
    expect(code).toBe(exitCodes.badInput);
  });
});
