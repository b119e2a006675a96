import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { literal, rowsOf, withDuckdb } from "../../data/duckdb.ts";
import { importFiles } from "../../data/import.ts";
import { queryTrials } from "../../data/ledger/query.ts";
import { trialStatistics } from "../../data/ledger/statistics.ts";
import { bot4, crossStrategy, freshFolder, wavyCsv, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const words = (line: string): string[] => line.split(" ").filter(Boolean);
const sweep = (rest: string, cwd: string) => bot4(words(`sweep cross.ts ${rest}`), cwd);
const grid = "--data wavy.csv --param fast=2:8:2 --param slow=10:30:5";

interface Found {
  readonly variants: number;
  readonly bars: number;
  readonly best: readonly {
    readonly params: Readonly<Record<string, unknown>>;
    readonly metrics: Readonly<Record<string, number | null>>;
    readonly variant: number;
    readonly scenario?: {
      readonly symbols: readonly string[];
      readonly fromMs?: number;
      readonly toMs?: number;
    };
  }[];
}

async function found(rest: string, cwd: string): Promise<Found> {
  const { code, out, err } = await sweep(`${rest} --json --workers 1`, cwd);
  expect(err).toBe("");
  expect(code).toBe(exitCodes.ok);
  return JSON.parse(out);
}

/** The metrics that `bot4 backtest` prints for a variant. */
async function single(params: Readonly<Record<string, unknown>>, rest: string, cwd: string) {
  const given = Object.entries(params).flatMap(([name, value]) => ["--param", `${name}=${String(value)}`]);
  const { out, err } = await bot4([...words(`backtest cross.ts ${rest} --json --no-report`), ...given], cwd);
  expect(err).toBe("");
  return JSON.parse(out).metrics;
}

describe("each variant has exactly the metrics of a backtest by itself", () => {
  const costs =
    "--fee-bps 7 --slippage-bps 3 --cash 5000 --limits careful --max-drawdown 0.1 --size 0.7 --from 2020-03-01 --to 2021-01-01";
  test.each([
    ["in plain settings", "--data wavy.csv"],
    ["with costs, limits and a period", `--data wavy.csv ${costs}`],
  ])("%s", async (_, rest) => {
    const cwd = workshop();
    const { best } = await found(`${rest} --param fast=2:8:3 --param slow=10:30:10 --top 3`, cwd);
    expect(best).toHaveLength(3);
    for (const { params, metrics } of best) expect(metrics).toEqual(await single(params, rest, cwd));
  });

  test("of symbols that share their cash, and of each by itself", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "other.csv"), wavyCsv(300));
    const rest = "--data wavy.csv --data other.csv";
    const space = "--param fast=2:8:3 --param slow=12 --top 9";
    const together = await found(`${rest} ${space}`, cwd);
    expect(together.variants).toBe(3);
    const [first] = together.best;
    expect(first!.scenario).toBeUndefined();
    expect(first!.metrics).toEqual(await single(first!.params, rest, cwd));
    const each = await found(`${rest} ${space} --each`, cwd);
    expect(each.variants).toBe(6);
    for (const { params, metrics, scenario } of each.best) {
      const file = scenario!.symbols[0] === "OTHER" ? "other.csv" : "wavy.csv";
      expect(metrics, file).toEqual(await single(params, `--data ${file}`, cwd));
    }
  });

  test("of several periods", async () => {
    const cwd = workshop();
    const { best, variants } = await found(
      "--data wavy.csv --param fast=2:8:3 --param slow=12 --period 2020-02:2020-05 --period 2020-07-10:2021 --top 6",
      cwd,
    );
    expect(variants).toBe(6);
    for (const { params, metrics, scenario } of best) {
      const [from, to] = [scenario!.fromMs!, scenario!.toMs!].map((ms) =>
        new Date(ms).toISOString().slice(0, 10),
      );
      expect([
        ["2020-02-01", "2020-06-01"],
        ["2020-07-10", "2022-01-01"],
      ]).toContainEqual([from, to]);
      expect(metrics).toEqual(await single(params, `--data wavy.csv --from ${from} --to ${to}`, cwd));
    }
  });

  test("with the finer bars that the catalog has", async () => {
    const cwd = freshFolder();
    writeFileSync(
      join(cwd, "cross.ts"),
      `import { num, strategy } from "bot4/strategy";
export default strategy({ name: "bracket", params: { d: num(1) },
  decide: (_, { d }) => ({ target: 1, stop: d, takeProfit: d }) });`,
    );
    const day = 86_400_000;
    writeFileSync(join(cwd, "days.csv"), wavyCsv(60));
    writeFileSync(join(cwd, "hours.csv"), wavyCsv(60 * 24, day / 24).replace(/,1\d\.\d+/g, ",10"));
    const named = { exchange: "test", symbol: "X", allow: ["ticks"] };
    const catalog = join(cwd, "bot4-data");
    await importFiles([join(cwd, "days.csv")], catalog, named);
    await importFiles([join(cwd, "hours.csv")], catalog, named);
    const rest = "--data X:1d";
    const space = "--param d=0.5:2:0.5 --top 4";
    const { best } = await found(`${rest} ${space}`, cwd);
    for (const { params, metrics } of best) expect(metrics).toEqual(await single(params, rest, cwd));
    const without = await found(`${rest} ${space} --no-finer`, cwd);
    expect(without.best).not.toEqual(best);
    for (const { params, metrics } of without.best) {
      expect(metrics).toEqual(await single(params, `${rest} --no-finer`, cwd));
    }
  });
});

describe("sweep", () => {
  test("prints the best, what chance alone would give, and the command that comes next", async () => {
    const cwd = workshop();
    const { out, err, code } = await sweep(`${grid} --top 4 --fee-bps 5 --no-short`, cwd);
    expect([code, err]).toEqual([exitCodes.ok, ""]);
    expect(out).toMatch(/tried +20 variants in [\d.]+ s, [\d.]+[kMB] bar-variants\/s/);
    expect(out).toMatch(/\n4 +\d+ +\d+ +[\d.]+/);
    expect(out).not.toMatch(/\n5 +\d+/);
    expect(out).toContain("the best of 20 variants");
    expect(out).toContain("a sweep is a search, not evidence");
    const next = /next +bot4 (backtest .*)/.exec(out)![1]!;
    expect(next).toMatch(/--param fast=\d+ --param slow=\d+ --data wavy.csv --fee-bps 5 --no-short$/);
    expect((await bot4([...words(next), "--no-report"], cwd)).code).toBe(exitCodes.ok);
    // Nothing is left of a sweep that is finished but its trials.
    expect(readdirSync(cwd).sort()).toEqual(["cross.ts", "runs", "runs.ledger", "wavy.csv"]);
  });

  test("--quiet prints the best and nothing else, --report a page of its surfaces", async () => {
    const cwd = workshop();
    const { out, err } = await sweep(`${grid} --top 3 --quiet --report page.html`, cwd);
    expect(err).toBe("");
    expect(out.trimEnd().split("\n")).toHaveLength(4);
    const page = readFileSync(join(cwd, "page.html"), "utf8");
    expect(page).toContain("Parameter surfaces");
    expect(page).toContain("WAVY");
  });

  test("ranks by any metric, the less of it the better where that is so", async () => {
    const cwd = workshop();
    for (const [objective, sign] of [
      ["calmar", 1],
      ["volatility", -1],
    ] as const) {
      const { best } = await found(`${grid} --objective ${objective}`, cwd);
      const values = best.map(({ metrics }) => sign * metrics[objective]!);
      expect(values).toEqual(values.toSorted((a, b) => b - a));
      expect(new Set(values).size).toBeGreaterThan(1);
    }
  });

  test.each(["random", "lhs", "tpe"])("searches by %s from a seed", async (kind) => {
    const cwd = workshop();
    const call = `--data wavy.csv --param fast --param slow=10:60 --search ${kind} --trials 30 --seed 5 --top 30`;
    const [once, again] = [await found(call, cwd), await found(call, cwd)];
    expect(once.best).toEqual(again.best);
    expect(once.variants).toBe(30);
    expect((await found(call.replace("--seed 5", "--seed 6"), cwd)).best).not.toEqual(once.best);
  });

  test("threads of the compiled code find the same", async () => {
    const cwd = workshop();
    const { best } = await found(grid, cwd);
    const { out, err } = await sweep(`${grid} --json --workers 3`, cwd);
    expect(err).toBe("");
    expect(JSON.parse(out).best).toEqual(best);
  });

  test("core statistics are those of all statistics", async () => {
    const cwd = workshop();
    const [core, all] = [await found(`${grid} --statistics core`, cwd), await found(grid, cwd)];
    expect(Object.keys(core.best[0]!.metrics)).toEqual(["totalReturn", "sharpe", "maxDrawdown"]);
    for (const [k, { metrics, params }] of core.best.entries()) {
      expect(all.best[k]!.params).toEqual(params);
      expect(all.best[k]!.metrics).toMatchObject(metrics);
    }
  });

  test("--out holds every variant with its parameters and metrics", async () => {
    const cwd = workshop();
    const call = `${grid} --where fast*4<slow --period 2020 --period 2021-01 --top 99 --out all.parquet`;
    const { best, variants } = await found(call, cwd);
    const rows = await withDuckdb((connection) =>
      rowsOf(connection, `SELECT * FROM read_parquet(${literal(join(cwd, "all.parquet"))})`),
    );
    expect(rows).toHaveLength(variants);
    for (const { params, metrics, variant, scenario } of best) {
      const row = rows.find(
        (each) => Number(each.variant) === variant && Number(each.from) === scenario!.fromMs,
      )!;
      expect(row).toMatchObject({ symbols: "WAVY", to: new Date(scenario!.toMs!) });
      for (const [name, value] of Object.entries(params)) expect(row[name]).toBe(BigInt(value as number));
      for (const [key, value] of Object.entries(metrics)) {
        // JSON knows no negative zero.
        if (value !== null) expect(Number(row[key]) + 0, key).toBe(value);
        else expect([null, Number.POSITIVE_INFINITY]).toContain(row[key]);
      }
    }
    const order = rows.map((row) => [Number(row.from), Number(row.variant)]);
    expect(order).toEqual(order.toSorted(([a, v], [b, w]) => a! - b! || v! - w!));
  });

  test("parameters of every type go out as what they are, a name that is taken with a prefix", async () => {
    const cwd = workshop();
    const source = `import { choice, flag, num, strategy } from "bot4/strategy";
export default strategy({ name: "typed", params: { kind: choice("a", ["a", "it's"]), Sharpe: num(0.5), on: flag(true) },
  decide: (_, { kind, Sharpe, on }) => ({ target: on && kind !== "a" ? Sharpe : 1 }) });`;
    writeFileSync(join(cwd, "cross.ts"), source);
    const { out } = await sweep(
      "--data wavy.csv --param kind --param Sharpe=0.25:0.75 --param on --search lhs --trials 6 --out all.parquet",
      cwd,
    );
    expect(out).toMatch(/searched +kind, Sharpe, on: lhs, seed 1/);
    expect(out).toMatch(/--param 'kind=it'\\''s'|--param kind=a/);
    const rows = await withDuckdb((connection) =>
      rowsOf(
        connection,
        `SELECT kind, param_Sharpe, "on" FROM read_parquet(${literal(join(cwd, "all.parquet"))})`,
      ),
    );
    expect(rows).toHaveLength(6);
    for (const { kind, param_Sharpe: size, on } of rows) {
      expect(["a", "it's"]).toContain(kind);
      expect(size).toBeGreaterThanOrEqual(0.25);
      expect([true, false]).toContain(on);
    }
  });

  test("symbols and periods have columns of their own, and the next command is of one of them", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "other.csv"), wavyCsv(400));
    const call = "--data wavy.csv --data other.csv --each --period 2020-01:2020-06 --period 2020-07:2020-12";
    const { out } = await sweep(
      `${call} --param fast=2:4 --param slow=12:14 --top 40 --report page.html`,
      cwd,
    );
    expect(out).toContain("tried       36 variants, 2 symbols in 2 periods in ");
    expect(out).toContain(
      "periods     2020-01-01 to 2020-07-01 (exclusive), 2020-07-01 to 2021-01-01 (exclusive)",
    );
    expect(out).toMatch(/symbols +from +fast +slow/);
    const next = /next +bot4 (backtest .*)/.exec(out)![1]!;
    expect(next).toMatch(/--data (wavy|other).csv --from 2020-0\d-01 --to 202\d-0\d-01$/);
    expect((await bot4([...words(next), "--no-report"], cwd)).code).toBe(exitCodes.ok);
    expect(readFileSync(join(cwd, "page.html"), "utf8")).toContain("OTHER, 2020-07-01 to 2021-01-01");
  });

  test("an error of the strategy is told with its variant, also without threads", async () => {
    const cwd = workshop();
    writeFileSync(
      join(cwd, "cross.ts"),
      crossStrategy.replace("const [a, b]", "if (slow > 20) throw slow;\n    const [a, b]"),
    );
    const { err, code } = await sweep(`${grid} --workers 1`, cwd);
    expect(code).toBe(exitCodes.badInput);
    expect(err).toMatch(/the strategy threw 25\n\(variant fast=2 slow=25; --where leaves variants out\)/);
  });

  test("the ledger counts every variant once, however often it is swept", async () => {
    const cwd = workshop();
    const ledger = join(cwd, "runs.ledger");
    for (let k = 0; k < 2; k++)
      await found(`${grid} --param fast=3:5`.replace("--param fast=2:8:2 ", ""), cwd);
    expect(await trialStatistics(ledger)).toMatchObject({
      trials: 15,
      distinct: 15,
      unfinished: 0,
      measured: 15,
    });
    const [best] = await queryTrials(
      ledger,
      { kinds: ["sweep"], statuses: ["done"] },
      { by: "sharpe", top: 1 },
    );
    const { best: swept } = await found(`${grid} --param fast=3:5`.replace("--param fast=2:8:2 ", ""), cwd);
    expect(best!.params).toEqual(swept[0]!.params);
    expect(best!.sharpe).toBe(swept[0]!.metrics.sharpe);
    expect(best!.bars).toBe(400);
  });

  test("a trial is a row: what one sweep over two periods says of luck, the ledger says too", async () => {
    const cwd = workshop();
    const { out } = await sweep(`${grid} --period 2020-03:2020-06 --period 2020-07:2020-12`, cwd);
    expect(out).toContain("these are the best of 40 variants");
    expect(out).not.toContain("the ledger counts");
    const [, chance, deviation] =
      /would be expected at ([\d.]+) by chance alone \(their deviation is ([\d.]+);/.exec(out)!;
    const told = await bot4(words("runs best --top 1"), cwd);
    expect(told.out).toContain("forgotten and unfinished ones included: 40\n");
    expect(told.out).toContain(`deviation ${deviation}, best`);
    expect(told.out).toContain(`would show ${chance} by chance`);
  });

  test.each([
    ["--workers 0", "--workers must be a whole number from 1 to 1024; was 0"],
    ["--top 0", "--top must be a whole number of at least 1; was 0"],
    ["--objective nonsense", "--objective must be a metric"],
    ["--period 2020 --period 2020", '--period must give each period once; "2020" comes twice'],
  ])("what is refused for %s is not counted, and leaves nothing behind", async (flags, message) => {
    const cwd = workshop();
    const before = readdirSync(cwd);
    const { err, code } = await sweep(`${grid} ${flags}`, cwd);
    expect([code, err.includes(message)], err).toEqual([exitCodes.badInput, true]);
    expect(readdirSync(cwd)).toEqual(before);
  });

  test.each(["sweep", "walkforward"])(
    "a %s that no variant can begin is not counted, and leaves nothing behind",
    async (command) => {
      const cwd = workshop();
      const strategy = crossStrategy.replace('name: "cross"', 'name: "cross", symbolsMin: 2');
      writeFileSync(join(cwd, "cross.ts"), strategy);
      const before = readdirSync(cwd);
      const windows = command === "walkforward" ? "--train 120d --test 60d" : "";
      const { err, code } = await bot4(words(`${command} cross.ts ${grid} ${windows}`), cwd);
      expect(err).toMatch(/^bot4: cross: needs at least 2 symbols; got 1 \(WAVY\)\n$/);
      expect(code).toBe(exitCodes.badInput);
      expect(readdirSync(cwd)).toEqual(before);
    },
  );

  test("who sweeps in parts is told of all of them", async () => {
    const cwd = workshop();
    const parts = ["fast=2:4", "fast=5:7"].map(
      (word) => `--data wavy.csv --param ${word} --param slow=20:24`,
    );
    expect((await sweep(parts[0]!, cwd)).out).not.toContain("the ledger counts");
    expect((await sweep(parts[0]!, cwd)).out).not.toContain("the ledger counts");
    const { out } = await sweep(parts[1]!, cwd);
    expect(out).toMatch(
      /the ledger counts 30 variants of this strategy in all; the best of so many would be expected at [\d.]+/,
    );
  });

  test.each([
    [`${grid} --param fats=3`, 'cross: unknown parameter "fats"; did you mean "fast"?'],
    [`${grid} --where fast<<slow`, "character 6: a value is missing"],
    [`${grid} --where fast>99`, "no combination of the parameters is allowed"],
    [`${grid} --objective sharp`, '--objective must be a metric; was "sharp"; did you mean "sharpe"?'],
    [`${grid} --objective bars`, "must have a better side"],
    [`${grid} --objective calmar --statistics core`, "there are totalReturn, sharpe, maxDrawdown"],
    [`${grid} --trials 5`, "a grid tries every point"],
    [`${grid} --workers 0`, "--workers must be a whole number from 1 to 1024; was 0"],
    [`${grid} --top 0`, "--top must be a whole number of at least 1"],
    [`${grid} --seed -1`, "--seed must be"],
    [`${grid} --out all.csv`, "all.csv must end in .parquet"],
    [`${grid} --out no/all.parquet`, "does not exist"],
    [`${grid} --open`, "--open must come with --report"],
    [`${grid} --period 2020 --from 2020-01-01`, "leave --from and --to out"],
    [`${grid} --period 2020-13`, "--period must be years, months or days"],
    [`${grid} --period 2021:2020`, "two that rise"],
    [`${grid} --period 2035`, "WAVY must have bars from 2035"],
    [`${grid} --period 2020 --period 2019`, "WAVY has no bars before 2020"],
    [`${grid} --intrabar both`, "must be one of pessimistic, optimistic"],
    ["--param fast=2:5", "--data must be given"],
  ])("%s is refused", async (call, message) => {
    const cwd = workshop();
    const { code, err, out } = await sweep(call, cwd);
    expect([code, out]).toEqual([exitCodes.badInput, ""]);
    expect(err).toContain(message);
    expect(existsSync(join(cwd, "runs.sweeps"))).toBe(false);
  });
});
