import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { literal, rowsOf, withDuckdb } from "../../data/duckdb.ts";
import { queryTrials } from "../../data/ledger/query.ts";
import { trialStatistics } from "../../data/ledger/statistics.ts";
import { bot4, freshFolder, startBot4, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const words = (line: string): string[] => line.split(" ").filter(Boolean);
const cwd = freshFolder();
const data = "--data synthetic:A:1h --data synthetic:B:1h";
const windows = "--train 50d --test 12d --embargo 5d";
const readRows = (path: string) =>
  withDuckdb((connection) =>
    rowsOf(connection, `SELECT symbol, model::DOUBLE AS model, prediction FROM ${literal(path)}`),
  );
const train = (rest = "", folder = cwd) =>
  bot4(words(`train meta-trend ${data} ${windows} --workers 1 ${rest}`), folder);

beforeAll(async () => {
  const made = await bot4(words("data synth --symbols A,B --bars 2400 --seed 4"), cwd);
  expect(made.code).toBe(exitCodes.ok);
});

const kept = () => {
  const home = join(cwd, "runs.training");
  const [hash] = readdirSync(home);
  return join(home, hash!);
};

describe("train", () => {
  let id = "";

  test("tells each model and its losses, stores run, model and report", async () => {
    const { code, out, err } = await train();
    expect(code).toBe(exitCodes.ok);
    expect(err).toMatch(/^model 1 of \d: loss 0\.\d{4} on what was held out, \d+ rounds$/m);
    expect(out).toContain("walk-forward: train 50 days, test 12 days, embargo 5 days; the last 20%");
    expect(out).toMatch(/told +AUC 0\.\d{3}, log-loss/);
    expect(out).toContain("SYNTHETIC");
    id = /run +(meta-trend-ml-[0-9a-f]{10})/.exec(out)![1]!;
    const report = readFileSync(join(cwd, "runs", id, "report.html"), "utf8");
    for (const part of ["Receiver operating characteristic", "Features and drift", "Deflated Sharpe"]) {
      expect(report).toContain(part);
    }
    expect(existsSync(join(cwd, "models/meta-trend.model"))).toBe(true);
  });

  test("is a backtest like any other: shown, reproduced, and the same by its parameters", async () => {
    const shown = JSON.parse((await bot4(["runs", "show", id, "--json"], cwd)).out);
    expect(shown.training.folds.length).toBeGreaterThan(1);
    expect(shown.run.params.model).toMatch(/^models\/meta-trend\.model#[0-9a-f]{64}$/);
    const again = await bot4(["reproduce", id, "--json"], cwd);
    expect(JSON.parse(again.out)).toEqual({ run: id, identical: true, causes: [], numbers: [] });
    const from = new Date(shown.training.folds[0].test[0].fromMs).toISOString();
    const call = `backtest meta-trend ${data} --from ${from} --param model=models/meta-trend.model --no-report --json`;
    const alone = JSON.parse((await bot4(words(call), cwd)).out);
    expect(alone.metrics).toEqual(shown.metrics);
    expect(alone.run.id).not.toBe(id);
    copyFileSync(join(cwd, "models/meta-trend.model"), join(cwd, "renamed.model"));
    const renamed = await bot4(words(call.replace("models/meta-trend.model", "renamed.model")), cwd);
    expect(JSON.parse(renamed.out).run.id).toBe(alone.run.id);
  });

  test("trades only what its model was trained for", async () => {
    await bot4(words("data synth --symbols C,D,E --bars 300 --seed 5"), cwd);
    const others = "--data synthetic:C:1h --data synthetic:D:1h --data synthetic:E:1h";
    const call = `backtest gbdt-ranker ${others} --param model=models/meta-trend.model --no-report`;
    const { code, err } = await bot4(words(call), cwd);
    expect(code).toBe(exitCodes.badInput);
    expect(err).toContain("models/meta-trend.model was trained for meta-trend on 1h bars with features side");
  });

  test("tells of every bar from the first test on", async () => {
    const { code } = await train("--predictions told.parquet --no-report -q");
    expect(code).toBe(exitCodes.ok);
    const rows = await readRows(join(cwd, "told.parquet"));
    const shown = JSON.parse((await bot4(["runs", "show", id, "--json"], cwd)).out);
    const from = shown.training.folds[0].test[0].fromMs;
    expect(rows.length).toBe(2 * (2400 - (from - Date.UTC(2020, 0, 1)) / 3_600_000));
    expect(rows[0]).toMatchObject({ symbol: "A", model: 1 });
    expect(rows.every(({ prediction }) => Number(prediction) > 0 && Number(prediction) < 1)).toBe(true);
  });

  test("goes on from what was kept, and comes to the same bytes; a torn file is trained again", async () => {
    const model = readFileSync(join(cwd, "models/meta-trend.model"), "utf8");
    const [first, second] = readdirSync(kept())
      .filter((name) => name.endsWith(".fold"))
      .sort();
    rmSync(join(kept(), first!));
    const torn = join(kept(), second!);
    writeFileSync(torn, readFileSync(torn, "utf8").slice(0, 500));
    const { err, code } = await train();
    expect(code).toBe(exitCodes.ok);
    expect(err.match(/kept from before/g)).toHaveLength(readdirSync(kept()).length - 2);
    expect(readFileSync(join(cwd, "models/meta-trend.model"), "utf8")).toBe(model);
  });

  test("every fit is a trial of the ledger, repeated ones once", async () => {
    const ledger = join(cwd, "runs.ledger");
    const before = (await trialStatistics(ledger, { strategy: "meta-trend" })).trials;
    await train("--tune leavesMax=4,8 --model two.model -q");
    const { trials } = await trialStatistics(ledger, { strategy: "meta-trend" });
    // One new size of trees. What was chosen is the model that was there: the same bytes by another name count once.
    const [one, two] = ["models/meta-trend.model", "two.model"].map((name) =>
      readFileSync(join(cwd, name), "utf8"),
    );
    expect(two).toBe(one);
    expect(trials).toBe(before + 1);
    const rows = (await queryTrials(ledger, {}, { top: 100 })).filter(
      ({ kind, status }) => kind === "training" && status === "done",
    );
    expect(new Set(rows.map(({ params }) => `${params.learner} ${params.leavesMax}`))).toEqual(
      new Set(["gbdt 4", "gbdt 8"]),
    );
  });

  test.each(["purged-kfold --folds 3", "cpcv --folds 4"])("--scheme %s", async (scheme) => {
    const call = `train meta-trend ${data} --scheme ${scheme} --embargo 5d --workers 1 --model ${scheme.split(" ")[0]}.model --no-report --json`;
    const { training, warnings } = JSON.parse((await bot4(words(call), cwd)).out);
    expect(training.scheme).toBe(scheme.split(" ")[0]);
    expect(warnings.some((text: string) => text.includes("no trader could have done this"))).toBe(true);
    expect(training.paths).toHaveLength(training.scheme === "cpcv" ? 3 : 1);
    const file = `${training.scheme}.model`;
    const alone = await bot4(
      words(`backtest meta-trend ${data} --param model=${file} --no-report --json`),
      cwd,
    );
    const told = JSON.parse(alone.out);
    expect(told.warnings.join()).toMatch(/trained on bars that come after those it trades \(--scheme/);
    const promoted = await bot4(["promote", told.run.id, "--to", "paper"], cwd, {
      BOT4_HOME: join(cwd, "home"),
    });
    expect(promoted.code).toBe(exitCodes.badInput);
    expect(promoted.err).toContain("is no evidence: its model was trained on bars that come after");
  });

  test("refuses a model that was changed since, by name", async () => {
    const path = join(cwd, "models/meta-trend.model");
    const text = readFileSync(path, "utf8");
    // As a process of its own would: nothing is remembered of what the file was.
    writeFileSync(path, text.replace(/"seed":1/, '"seed":2'));
    const call = `backtest meta-trend ${data} --param model=models/meta-trend.model`;
    expect((await bot4(words(call), cwd)).err).toContain("sha256 of the model file is");
    const { err, code } = await bot4(words(`${call}#${"0".repeat(64)}`), cwd);
    expect(err).toContain("model file models/meta-trend.model was changed since");
    expect(code).toBe(exitCodes.badInput);
    writeFileSync(path, text);
  });

  test.each([
    ["--embargo x", "--embargo must be a time such as 90d"],
    ["--scheme cpcv", "--train does not belong to --scheme cpcv"],
    ["--tail 0.9", "--tail must be a share in (0, 0.5]; was 0.9"],
    ["--tune leaves=3", 'unknown parameter "leaves"'],
    ["--param model=x.model", "--param must not name a model"],
    ["--seed -1", "--seed must be a whole number of at least 0; was -1"],
    ["--workers 0", "--workers must be a whole number from 1 to 1024"],
  ])("refuses %s", async (rest, message) => {
    const given = windows.replace(rest.startsWith("--embargo") ? "--embargo 5d" : "", "");
    const { err, code } = await bot4(words(`train meta-trend ${data} ${given} ${rest}`), cwd);
    expect(err).toContain(message);
    expect(code).toBe(exitCodes.badInput);
  });

  test("refuses a plain strategy, and data without a sample", async () => {
    const folder = workshop();
    const plain = await bot4(words(`train sma-cross --data wavy.csv ${windows}`), folder);
    expect(plain.err).toContain("sma-cross must be made by training({ … }) of bot4/training to be trained");
    const few = await bot4(words(`train meta-trend --data wavy.csv ${windows}`), folder);
    expect(few.code).toBe(exitCodes.badInput);
  });
});

test("a training that is killed goes on where it was, on any number of threads, to the same model", async () => {
  const tuned = "--tune leavesMax=4,8 --model killed.model --no-report --runs killed";
  const child = startBot4(words(`train meta-trend ${data} ${windows} --workers 2 ${tuned}`), cwd);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  // Killed as soon as something is kept.
  child.stderr.once("data", () => child.kill("SIGKILL"));
  await ended;
  const { code, err } = await train(tuned);
  expect(code).toBe(exitCodes.ok);
  expect(err).toContain("kept from before");
  const read = (name: string) => readFileSync(join(cwd, name), "utf8");
  expect(read("killed.model")).toBe(read("two.model"));
});
