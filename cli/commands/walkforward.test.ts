import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { queryTrials } from "../../data/ledger/query.ts";
import { trialCount, trialStatistics } from "../../data/ledger/statistics.ts";
import { bot4, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const words = (line: string): string[] => line.split(" ").filter(Boolean);
const walk = (rest: string, cwd: string) =>
  bot4(words(`walkforward cross.ts --data wavy.csv --param fast=3:6 --param slow=20,30 ${rest}`), cwd);
const windows = "--train 120d --test 60d";
const ledgerIn = (cwd: string) => join(cwd, "runs.ledger");

describe("walkforward", () => {
  const cwd = workshop();

  test("prints the tests together and fold by fold, and stores a run with its report", async () => {
    const { code, out, err } = await walk(windows, cwd);
    expect(err).toBe("");
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain("parameters  fast=3:6 slow=20,30");
    expect(out).toContain("rolling; train 120 days, test 60 days, embargo 0 days");
    expect(out).toContain("in each of 4 folds the best of 8 variants");
    expect(out).toMatch(/^ +1 +2020-01-01 to 2020-04-30 +2020-04-30 to 2020-06-29 +fast=\d slow=\d+/m);
    expect(out).toContain("the last 40 days are not tested");
    expect(out).toMatch(/efficiency +annual return (-?\d+%|n\/a), Sharpe/);
    const [id] = readdirSync(join(cwd, "runs"));
    expect(id).toMatch(/^cross-wf-[0-9a-f]{10}$/);
    const report = readFileSync(join(cwd, "runs", id!, "report.html"), "utf8");
    expect(report).toContain("Walk-forward");
  });

  test("--json gives the folds, and the stored run is shown, listed, reported and reproduced like any other", async () => {
    const { out } = await walk(`${windows} --json`, cwd);
    const { run, walkForward, metrics } = JSON.parse(out);
    expect(walkForward.folds).toHaveLength(4);
    expect(walkForward).toMatchObject({ scheme: "walk-forward", objective: "sharpe", variants: 8 });
    expect(walkForward.folds[0]).toMatchObject({
      train: [{ fromMs: Date.UTC(2020, 0, 1), bars: 120 }],
      test: [{ bars: 60 }],
      params: { fast: expect.any(Number), slow: expect.any(Number) },
    });
    expect(metrics.bars).toBe(240);
    const shown = JSON.parse((await bot4(["runs", "show", run.id, "--json"], cwd)).out);
    expect(shown.walkForward).toEqual(walkForward);
    expect((await bot4(["runs", "show", run.id], cwd)).out).toContain(
      "in each of 4 folds the best of 8 variants",
    );
    // Of the tests, not of the data.
    expect((await bot4(["runs"], cwd)).out).toMatch(new RegExp(`${run.id} .* 2020-04-30 to 2020-12-25 `));
    const before = readFileSync(join(run.folder, "report.html"), "utf8");
    expect((await bot4(["report", run.id], cwd)).code).toBe(exitCodes.ok);
    expect(readFileSync(join(run.folder, "report.html"), "utf8")).toBe(before);
    const again = await bot4(["reproduce", run.id, "--json"], cwd);
    expect(JSON.parse(again.out)).toEqual({ run: run.id, identical: true, causes: [], numbers: [] });
    expect(again.code).toBe(exitCodes.ok);
  });

  test("two of them are compared with what was asked of each", async () => {
    const other = workshop();
    const ids: string[] = [];
    for (const rest of [windows, "--train 120d --test 40d --anchored"]) {
      ids.push(JSON.parse((await walk(`${rest} --json --no-report`, other)).out).run.id);
    }
    const { out } = await bot4(["compare", ...ids], other);
    expect(out).toMatch(/^test +60d +40d$/m);
    expect(out).toMatch(/^anchored +false +true$/m);
  });

  test("the ledger knows what was announced, every variant of every fold, and the tests, which are no new variants", async () => {
    const other = workshop();
    await walk(`${windows} --no-report`, other);
    const rows = await queryTrials(ledgerIn(other));
    const count = (kind: string, status: string) =>
      rows.filter((row) => row.kind === kind && row.status === status).length;
    expect([count("fold", "planned"), count("fold", "done"), count("test", "done")]).toEqual([
      1,
      4 * 8,
      4 + 1,
    ]);
    const { trials, distinct, unfinished, measured } = await trialStatistics(ledgerIn(other), {
      strategy: "cross",
    });
    expect([trials, distinct, unfinished, measured]).toEqual([8, 8, 0, 8]);
    // The same walk again tries nothing new; a backtest of a variant over the whole history is a result that none was.
    await walk(`${windows} --no-report`, other);
    await bot4(words("backtest cross.ts --data wavy.csv --param fast=4 --no-report"), other);
    expect((await trialStatistics(ledgerIn(other))).trials).toBe(9);
    // A search that learns in each fold anew tries its own there.
    await walk(`${windows} --no-report --search tpe --trials 3 --seed 4`, other);
    expect((await trialStatistics(ledgerIn(other))).trials).toBe(9 + 3 * 4);
    const [id] = readdirSync(join(other, "runs")).filter((name) => name.includes("-wf-"));
    expect(JSON.parse((await bot4(["runs", "forget", id!, "--json"], other)).out).trials).toBe(9 + 3 * 4);
    const fold = rows.find(({ kind, status }) => kind === "fold" && status === "done")!;
    expect(fold.objective).toBe(fold.sharpe);
    expect(fold.fromMs).toBeLessThan(fold.toMs);
  });

  test("what was announced counts even where a variant ends it", async () => {
    const other = workshop();
    const strategy = readFileSync(join(other, "cross.ts"), "utf8");
    const throwing = strategy.replace("sma(close, fast)", "sma(close, fast === 5 ? 0 : fast)");
    writeFileSync(join(other, "cross.ts"), throwing);
    const { code, err } = await walk(`${windows} --no-report`, other);
    expect(code).not.toBe(exitCodes.ok);
    expect(err).toContain("must be");
    expect(err).toContain("variant fast=5 slow=20");
    expect((await trialStatistics(ledgerIn(other))).trials).toBe(8);
    expect(existsSync(join(other, "runs"))).toBe(false);
  });

  test("cross-validates by folds and by their combinations", async () => {
    const kfold = JSON.parse((await walk("--scheme purged-kfold --embargo 4d --json --no-report", cwd)).out);
    expect(kfold.walkForward).toMatchObject({
      scheme: "purged-kfold",
      windows: "5 folds; purge 1 bar, embargo 4 bars",
    });
    expect(kfold.walkForward.folds).toHaveLength(5);
    const { out } = await walk("--scheme cpcv --folds 5 --test-groups 2 --no-report", cwd);
    expect(out).toContain("of 4 paths the middle one is shown");
    expect(out).toMatch(/paths +total return/);
    expect(out.match(/^ +\d+ +2020/gm)).toHaveLength(10);
  });

  test.each([
    ["", "--train must be given, such as --train 365d --test 90d"],
    ["--train 120d", "--test must be given"],
    [
      "--train soon --test 60d",
      '--train must be a time such as 90d, 12w or 36h, or a number of bars such as 500bars; was "soon"',
    ],
    ["--train 120d --test 60bars", "must all be times or all be bars"],
    ["--train 0d --test 60d", "--train must be longer than nothing; was 0"],
    ["--train 900d --test 60d", "must fit into the history of 400 days"],
    [`${windows} --folds 3`, "--folds does not belong to --scheme walk-forward"],
    ["--scheme cpcv --train 60d", "--train does not belong to --scheme cpcv"],
    ["--scheme purged-kfold --test-groups 2", "--test-groups does not belong to --scheme purged-kfold"],
    ["--scheme cpcv --search tpe", "a cross-validation has several"],
    [`${windows} --objective sharp`, '--objective must be a metric; was "sharp"; did you mean "sharpe"?'],
    [`${windows} --where fast`, "--where"],
    [`${windows} --workers 0`, "--workers must be a whole number from 1 to 1024; was 0"],
    [`${windows} --seed -1`, "--seed must be a whole number of at least 0; was -1"],
  ])("refuses %j, and counts nothing", async (rest, message) => {
    const before = await trialCount(ledgerIn(cwd));
    const { code, out, err } = await walk(rest, cwd);
    expect(await trialCount(ledgerIn(cwd))).toBe(before);
    expect(err).toContain(message);
    expect(out).toBe("");
    expect(code).toBe(exitCodes.badInput);
  });
});
