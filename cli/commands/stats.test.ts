import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import { bot4, freshFolder } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const cwd = freshFolder();
const sample = ["--data", "sample:SP500:1d"];
const rows = 300;

beforeAll(() => {
  const random = seeded(9);
  let level = 100;
  const lines = Array.from({ length: rows }, (_, i) => {
    level *= Math.exp(0.01 * normal(random));
    const day = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return { day, a: level, b: 2 * level + 0.5 * normal(random), gain: 0.001 + 0.01 * normal(random) };
  });
  const file = (name: string, head: string, line: (row: (typeof lines)[number]) => string) =>
    writeFileSync(join(cwd, name), [head, ...lines.map(line), ""].join("\n"));
  file("pair.csv", "time,a,b", ({ day, a, b }) => `${day},${a},${b}`);
  file("one.csv", "date,level", ({ day, a }) => `${day},${a}`);
  file("gains.csv", "first,second", ({ gain, a }) => `${gain},${a / 1e5}`);
  file("signed.csv", "time,change", ({ day, gain }) => `${day},${gain}`);
});

const run = (...argv: string[]) => bot4(["stats", ...argv], cwd);
const json = async (...argv: string[]) => JSON.parse((await run(...argv, "--json")).out);

describe("a test of bars", () => {
  test("prints statistic, p and a verdict in words", async () => {
    const { code, out, err } = await run("adf", ...sample, "--column", "close", "--transform", "log");
    expect([code, err]).toEqual([exitCodes.ok, ""]);
    expect(out).toContain("SP500 close  log, 5,105 values");
    expect(out).toMatch(/adf +-0\.241433 +0\.9334 +a unit root is not rejected/);
    expect(out).toContain("lags  21");
  });

  test("gives all digits as JSON", async () => {
    const [{ series, n, outcomes }] = await json("ljung-box", ...sample, "--lags", "1,5");
    expect([series, n]).toEqual([["SP500 close"], 5104]);
    expect(outcomes).toHaveLength(2);
    expect(outcomes[0].statistic).toBeCloseTo(65.76442417218193, 8);
    expect(outcomes[0].details).toEqual({ lags: 1 });
  });

  test("of a part of the bars, of another column, at another level", async () => {
    const [part] = await json("jarque-bera", ...sample, "--from", "2010-01-01", "--to", "2011-01-01");
    expect(part.n).toBeLessThan(260);
    const [volume] = await json("jarque-bera", ...sample, "--column", "volume", "--transform", "raw");
    expect(volume.series).toEqual(["SP500 volume"]);
    const strict = await run("variance-ratio", ...sample, "--lags", "10", "--alpha", "0.01");
    expect(strict.out).toContain("a random walk is not rejected");
  });

  test("tells a p that is only a bound", async () => {
    expect((await run("kpss", ...sample)).out).toMatch(/kpss +8\.43178 +≤0\.01 +not stationary/);
  });
});

describe("a test of files", () => {
  test("with one column beside times, which needs no name", async () => {
    const [{ series, n }] = await json("adf", "--data", "one.csv");
    expect([series, n]).toEqual([["level"], rows]);
  });

  test("with columns and no times", async () => {
    const results = await json(
      "sharpe",
      "--data",
      "gains.csv",
      "--column",
      "first,second",
      "--transform",
      "raw",
    );
    expect(results.map(({ series }: { series: string[] }) => series[0])).toEqual(["first", "second"]);
    const dated = await run("sharpe", "--data", "gains.csv", "--column", "first", "--from", "2020-02-01");
    expect(dated.err).toContain("gains.csv has no time column, by which --from and --to could choose rows");
  });

  test("of several series together, from the times that they share", async () => {
    const [both] = await json("engle-granger", "--data", "pair.csv", "--column", "a,b", "--to", "2020-08-01");
    expect([both.series, both.n]).toEqual([["a", "b"], 213]);
    expect(both.outcomes[0].verdict).toBe("cointegrated");
  });
});

describe("every test", () => {
  const given: Readonly<Record<string, readonly string[]>> = {
    adjust: ["--p-values", "0.01,0.04,0.2"],
    bootstrap: ["--resamples", "50"],
    spa: ["--resamples", "50"],
    mcs: ["--resamples", "50"],
    "romano-wolf": ["--resamples", "50"],
    pbo: ["--transform", "return", "--blocks", "4"],
  };

  test("is listed with what it takes, and runs", { timeout: 120_000 }, async () => {
    const tests: { name: string; takes: string; about: string; transform: string }[] = await json("list");
    const { out } = await run("list");
    expect(tests.length).toBeGreaterThan(20);
    for (const { name, takes, about } of tests) {
      expect(out).toContain(about);
      const data = takes === "none" ? [] : ["--data", "pair.csv", "--column", takes === "one" ? "a" : "a,b"];
      const finished = await run(name, ...data, ...(given[name] ?? []));
      expect(finished.err, name).toBe("");
      expect(finished.out, name).toContain("verdict");
      expect(finished.out, name).not.toMatch(/undefined|\[object|NaN/);
    }
  });
});

describe("one page", () => {
  test("describes a series", async () => {
    const { code, out } = await run("all", ...sample);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain("5,104 changes (log-return): mean 0.000133374");
    for (const part of ["jarque-bera, changes", "ljung-box 10, squares", "adf, levels", "hurst dfa"]) {
      expect(out).toContain(part);
    }
    expect(out.split("\n").length).toBeLessThan(40);
  });

  test("of changes themselves sums them up to levels", async () => {
    const [page] = await json("all", "--data", "signed.csv", "--transform", "raw");
    expect([page.levels, page.changes, page.n]).toEqual(["cumulated", "raw", rows]);
  });

  test("says why a test has no answer, and goes on", async () => {
    const lines = Array.from({ length: 20 }, (_, i) => `2020-01-${10 + i},${100 + ((i * 7) % 5)}`);
    writeFileSync(join(cwd, "short.csv"), ["time,x", ...lines, ""].join("\n"));
    const { out } = await run("all", "--data", "short.csv");
    expect(out).toMatch(/garch, changes +n\/a +no answer: /);
    expect(out).toContain("adf, levels");
  });
});

describe("input without an answer is refused", () => {
  const day = (i: number) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
  const wave = (i: number) => String(100 + ((i * 7) % 5) + i / 10);
  const file = (name: string, cells: readonly string[], timed = true): string => {
    const lines = cells.map((cell, i) => `${timed ? `${day(i)},` : ""}${cell},${i + 1}`);
    writeFileSync(join(cwd, name), [timed ? "time,a,b" : "a,b", ...lines, ""].join("\n"));
    return name;
  };
  const cells = (n: number, other: Readonly<Record<number, string>> = {}) =>
    Array.from({ length: n }, (_, i) => other[i] ?? wave(i));

  test.each([
    ["nan", "NaN", true],
    ["empty", "", true],
    ["infinite", "inf", true],
    ["plain", "", false],
  ])("a gap, %s, with its row", async (name, cell, timed) => {
    const data = file(`${name}.csv`, cells(60, { 40: cell }), timed);
    const { code, err } = await run("adf", "--data", data, "--column", "a");
    expect(code).toBe(exitCodes.badInput);
    expect(err).toContain(`a has a gap: row 41${timed ? ", 2020-02-10" : ""} holds no number`);
    const late = timed
      ? await run("adf", "--data", data, "--column", "a", "--from", "2020-01-21")
      : undefined;
    if (late) expect(late.err).toContain("row 41, 2020-02-10");
  });

  test("but what is not known at either end is left out, and told", async () => {
    const data = file("warm.csv", cells(60, { 0: "", 1: "", 59: "NaN" }));
    const { code, out, err } = await run("adf", "--data", data, "--column", "a");
    expect([code, err]).toEqual([
      exitCodes.ok,
      "! a: 3 of 60 values are not known, at its ends, and left out\n",
    ]);
    expect(out).toContain("a  log, 57 values");
  });

  test("a word among numbers, with its row", async () => {
    for (const timed of [true, false]) {
      const data = file("text.csv", cells(60, { 51: "abc" }), timed);
      const { code, err } = await run("adf", "--data", data, "--column", "a");
      expect([code, err]).toEqual([
        exitCodes.badInput,
        expect.stringContaining('text.csv row 52, column "a": "abc" is not a number'),
      ]);
      expect((await run("kpss", "--data", data, "--column", "b")).code).toBe(exitCodes.ok);
    }
  });

  test.each([true, false])("a file with a header alone (with times: %s)", async (timed) => {
    const { code, err } = await run("adf", "--data", file("head.csv", [], timed), "--column", "a");
    expect([code, err]).toEqual([exitCodes.badInput, expect.stringContaining("head.csv has no rows")]);
  });

  test("too few values, a constant, and one series that follows from another", async () => {
    const short = file("short.csv", cells(19));
    for (const name of ["adf", "sharpe", "jarque-bera"]) {
      expect((await run(name, "--data", short, "--column", "a")).err).toContain(
        `${name} needs at least 20 values; a has 19`,
      );
    }
    const flat = file("flat.csv", Array<string>(60).fill("5"));
    for (const name of ["adf", "acf"]) {
      expect((await run(name, "--data", flat, "--column", "a")).err).toContain(
        `${name}: a is constant; all 60 values are 5`,
      );
    }
    expect((await run("engle-granger", "--data", flat, "--column", "b,a")).err).toContain("a is constant");
    const page = await run("all", "--data", flat, "--column", "a");
    expect(page).toMatchObject({ code: exitCodes.badInput, out: "" });
    expect(page.err).toContain("a: the series is constant; all 60 values are 5");
    const lines = Array.from({ length: 60 }, (_, i) => `${day(i)},${wave(i)},${2 * Number(wave(i))}`);
    writeFileSync(join(cwd, "double.csv"), ["time,a,b", ...lines, ""].join("\n"));
    const tied = await run("engle-granger", "--data", "double.csv", "--column", "a,b");
    expect([tied.code, tied.out]).toEqual([exitCodes.badInput, ""]);
    expect(tied.err).toContain("engle-granger: the series are collinear");
  });
});

describe("bad input is told with its mend", () => {
  test.each([
    [["adff", ...sample], 'unknown test "adff"; did you mean "adf"?'],
    [["adf"], "--data must be given"],
    [["adf", "--data", "pair.csv"], "pair.csv has several columns; choose with --column: a, b"],
    [["adf", "--data", "pair.csv", "--column", "c"], 'unknown column "c" of pair.csv'],
    [["adf", ...sample, "--column", "clsoe"], 'unknown column "clsoe" of SP500; did you mean "close"?'],
    [["adf", ...sample, "--model", "gjr"], "adf has no --model; it takes --lags, --trend"],
    [["adf", ...sample, "--lags", "some"], '--lags must be aic, bic, t or a number here; was "some"'],
    [["adf", ...sample, "--lags", "3,5"], "--lags must be one number here; was 3,5"],
    [["adf", ...sample, "--lags", "9999"], "adf: lags must be a whole number from 0 to"],
    [["kpss", ...sample, "--trend", "n"], '--trend must be c, ct here; was "n"'],
    [["arch-lm", ...sample, "--lags", "many"], "--lags must be whole numbers here, such as 5,10"],
    [["all", ...sample, "--lags", "5"], "all has no --lags; it takes none"],
    [["ks", ...sample, "--against", "gamma"], "a gamma distribution has only values above 0"],
    [["engle-granger", ...sample], "engle-granger needs at least two series"],
    [["adf", "--data", "signed.csv"], "log of change: every value must be greater than 0"],
    [["adf", ...sample, "--alpha", "2"], "--alpha must be between 0 and 1; was 2"],
    [["adjust"], "adjust: --p-values must be given"],
    [["adjust", "--p-values", "0.1,x"], "a p-value must be in [0, 1]"],
    [["adf", "--data", "none.csv"], "none.csv"],
  ])("%s", async (argv, message) => {
    const { code, out, err } = await run(...argv);
    expect([code, out]).toEqual([exitCodes.badInput, ""]);
    expect(err).toContain(message);
  });
});
