import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "../testing/bars.ts";
import { subjectOfTests, trialOf } from "../testing/trials.ts";
import { appendTrials, closeTrials } from "./append.ts";
import { compactLedger } from "./compact.ts";
import { queryTrials } from "./query.ts";
import { trialCount, trialStatistics } from "./statistics.ts";

const fresh = () => join(newFolder(), "runs.ledger");

test("what is appended is read back, while the segment is open, closed, and in Parquet", async () => {
  const ledger = fresh();
  await appendTrials(ledger, [trialOf({ fast: 2, slow: 9 }, { runId: "cross-01", graphHash: "g" })]);
  const first = await queryTrials(ledger);
  expect(first).toEqual([
    {
      kind: "sweep",
      strategy: "cross",
      sourceHash: "a1",
      dataNames: ["test:X:1d"],
      dataHashes: ["d1"],
      dataHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      fromMs: 0,
      toMs: 1_000,
      settingsHash: "s1",
      group: "g1",
      seed: 7,
      status: "done",
      timeMs: 1_700_000_000_000,
      params: { fast: 2, slow: 9 },
      paramsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      graphHash: "g",
      runId: "cross-01",
      variants: Number.NaN,
      reason: "",
      sharpe: 0.1 * Math.sqrt(365),
      sharpePerBar: 0.1,
      bars: 500,
      skew: -0.1,
      kurtosis: 4,
      totalReturn: 0.2,
      maxDrawdown: -0.1,
      trades: 12,
      objective: Number.NaN,
    },
  ]);
  closeTrials(ledger);
  expect(readdirSync(ledger)).toEqual([expect.stringMatching(/^segment-1700000000000-\d+-.*\.closed$/)]);
  expect(await queryTrials(ledger)).toEqual(first);
  expect(await compactLedger(ledger, 1)).toEqual({ segments: 1, rows: 1 });
  expect(readdirSync(ledger).sort()).toEqual(["ledger.json", "part-000001.parquet"]);
  expect(await queryTrials(ledger)).toEqual(first);
});

test("names and parameters are data, whatever is in them", async () => {
  const ledger = fresh();
  const hostile = `o'x"; DROP TABLE trials; --\t\n\r\\ \u0000 é 😀 %s {} ' OR '1'='1`;
  const subject = {
    ...subjectOfTests,
    strategy: hostile,
    sourceHash: "",
    data: [{ name: hostile, sha256: "x" }],
    group: "'",
  };
  const params = { [hostile]: hostile, __proto__x: "\ud800", n: -0, big: 1e300, off: false };
  const trial = trialOf(params, { subject, runId: hostile, graphHash: "'g" });
  await appendTrials(ledger, [trial, trialOf({ plain: 1 })]);
  for (const compacted of [false, true]) {
    if (compacted) {
      closeTrials(ledger);
      await compactLedger(ledger, 1);
    }
    const [row, ...more] = await queryTrials(ledger, { strategy: hostile });
    expect(more).toEqual([]);
    expect(row!.params).toEqual(params);
    expect(row!.dataNames).toEqual([hostile]);
    expect(await trialCount(ledger, { strategy: "x' OR '1'='1" })).toBe(0);
    expect(await trialCount(ledger)).toBe(2);
  }
});

test("a line that was torn or overwritten is passed over, and what follows it in other segments is not", async () => {
  const ledger = fresh();
  await appendTrials(ledger, [trialOf({ n: 1 }), trialOf({ n: 2 })]);
  closeTrials(ledger);
  const [file] = readdirSync(ledger);
  const whole = readFileSync(join(ledger, file!), "utf8");
  await appendTrials(ledger, [trialOf({ n: 3 })]);
  const lines = whole.trimEnd().split("\n");
  for (let cut = 0; cut < whole.length; cut += 37) {
    writeFileSync(join(ledger, file!), whole.slice(0, cut));
    const kept = whole.slice(0, cut).split("\n").length - 1;
    // The first line tells what the others are about; the last may lack no more than its newline.
    const complete = lines.filter((line) => whole.slice(0, cut).includes(line)).length;
    expect(complete - kept).toBeLessThanOrEqual(1);
    expect(await trialCount(ledger), `cut at ${cut}`).toBe(1 + Math.max(0, complete - 1));
  }
  writeFileSync(join(ledger, file!), whole);
  appendFileSync(
    join(ledger, file!),
    Buffer.concat([Buffer.alloc(5_000), Buffer.from([0xff, 0xfe, 10, 9, 10])]),
  );
  appendFileSync(join(ledger, file!), `${"0".repeat(32)}\t{"subject":1,"status":"done"}\n${lines[2]}\n`);
  expect(await trialCount(ledger)).toBe(3);
  closeTrials(ledger);
});

test("announced variants count although they never ran, once however often they are announced", async () => {
  const ledger = fresh();
  const plan = (variants: number, group = "g1") =>
    trialOf({}, { status: "planned", variants, subject: { ...subjectOfTests, group } });
  await appendTrials(ledger, [plan(100), plan(100), trialOf({ n: 1 }), trialOf({ n: 2 })]);
  expect(await trialStatistics(ledger)).toMatchObject({ trials: 100, distinct: 2, unfinished: 98 });
  await appendTrials(ledger, [trialOf({ n: 2 }), trialOf({ n: 3 }), plan(10, "g2")]);
  expect(await trialStatistics(ledger)).toMatchObject({ trials: 110, distinct: 3, unfinished: 107 });
  closeTrials(ledger);
});

test("repeated trials count once, forgotten ones still, failed ones apart; moments are over rows", async () => {
  const ledger = fresh();
  const other = { ...subjectOfTests, data: [{ name: "test:Y:1d", sha256: "d2" }], group: "" };
  const edited = { ...subjectOfTests, sourceHash: "a2", group: "" };
  await appendTrials(ledger, [
    trialOf({ n: 1 }, {}, 0.1),
    trialOf({ n: 1 }, { subject: { ...subjectOfTests, kind: "backtest", group: "" } }, 0.1),
    trialOf({ n: 1 }, { subject: { ...subjectOfTests, settingsHash: "dearer" } }, 0.2),
    trialOf({ n: 1 }, { subject: { ...subjectOfTests, toMs: 500 } }, 0.45),
    trialOf({ n: 2 }, {}, 0.25),
    trialOf({ n: 2 }, { status: "forgotten" }, 0.25),
    trialOf({ n: 3 }, { status: "forgotten" }, 0.35),
    trialOf({ n: 4 }, { status: "failed", reason: "it threw" }, Number.NaN),
    trialOf({ n: 1 }, { subject: other }, -0.05),
    trialOf({ n: 1 }, { subject: edited }, Number.NaN),
    trialOf({ n: 9 }, { subject: { ...subjectOfTests, kind: "test" } }, 5),
  ]);
  const sharpes = [0.1, 0.2, 0.45, 0.25, 0.35, -0.05];
  const mean = sharpes.reduce((sum, x) => sum + x, 0) / 6;
  const variance = sharpes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5;
  const all = await trialStatistics(ledger, { strategy: "cross" });
  expect(all).toMatchObject({
    trials: 7,
    distinct: 7,
    unfinished: 0,
    failed: 1,
    measured: 6,
    bestSharpe: 0.45,
  });
  expect(all.meanSharpe).toBeCloseTo(mean, 14);
  expect(all.varianceSharpe).toBeCloseTo(variance, 14);
  expect((await trialStatistics(ledger, { sourceHash: "a2" })).varianceSharpe).toBeNaN();
  expect(await trialCount(ledger, { strategy: "none" })).toBe(0);
  closeTrials(ledger);
});

test("trying more periods, costs or data never lowers the bar of luck", async () => {
  const ledger = fresh();
  const rows = [0.02, 0.021, 0.007, 0.033, 0.03, 0.032];
  const periods = [0, 1_000].map((fromMs) => ({ ...subjectOfTests, fromMs, toMs: fromMs + 1_000 }));
  await appendTrials(
    ledger,
    periods.flatMap((subject, k) =>
      [0, 1, 2].map((n) => trialOf({ n }, { subject: { ...subject, group: `g-${k}` } }, rows[3 * k + n])),
    ),
  );
  const { trials, varianceSharpe, bestSharpe } = await trialStatistics(ledger);
  const mean = rows.reduce((sum, x) => sum + x, 0) / 6;
  expect([trials, bestSharpe]).toEqual([6, 0.033]);
  expect(varianceSharpe).toBeCloseTo(rows.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5, 14);
  closeTrials(ledger);
});

test("the training windows of a walk are one trial of a variant, and those of a walk in other windows another", async () => {
  const ledger = fresh();
  const window = (group: string, fromMs: number, n: number, sharpe: number) =>
    trialOf(
      { n },
      { subject: { ...subjectOfTests, kind: "fold", group, fromMs, toMs: fromMs + 500 } },
      sharpe,
    );
  const walk = (group: string) => [window(group, 0, 1, 0.1), window(group, 500, 1, 0.3)];
  // Twice, once broken off and gone on with, and again within a wider search.
  await appendTrials(ledger, [...walk("a"), walk("a")[1]!, ...walk("b"), window("b", 0, 2, 0.4)]);
  expect(await trialStatistics(ledger)).toMatchObject({ trials: 2, measured: 2 });
  expect((await trialStatistics(ledger)).meanSharpe).toBeCloseTo(0.3, 14);
  await appendTrials(ledger, [window("c", 100, 1, 0.1), window("c", 600, 1, 0.3)]);
  expect(await trialCount(ledger)).toBe(3);
  closeTrials(ledger);
});

test("trials come the best first, those without the figure last, no more than asked for", async () => {
  const ledger = fresh();
  await appendTrials(ledger, [
    trialOf({ n: 1 }, { timeMs: 3 }, 0.1),
    trialOf({ n: 2 }, { timeMs: 2 }, Number.NaN),
    trialOf({ n: 3 }, { timeMs: 1 }, 0.3),
  ]);
  const order = async (...args: Parameters<typeof queryTrials> extends [string, ...infer R] ? R : never) =>
    (await queryTrials(ledger, ...args)).map(({ params }) => params.n);
  expect(await order({}, { by: "sharpe" })).toEqual([3, 1, 2]);
  expect(await order({}, { by: "sharpe", top: 2 })).toEqual([3, 1]);
  expect(await order()).toEqual([1, 2, 3]);
  expect(await order({ kinds: ["backtest"] })).toEqual([]);
  expect(await order({ statuses: ["done"], group: "g1" }, { top: 1 })).toEqual([1]);
  closeTrials(ledger);
});

test("a ledger that is not there is empty, and one that cannot be written says so", async () => {
  const ledger = fresh();
  expect(await queryTrials(ledger)).toEqual([]);
  expect(await trialStatistics(ledger)).toMatchObject({ trials: 0, meanSharpe: Number.NaN });
  expect(await compactLedger(ledger, 1)).toEqual({ segments: 0, rows: 0 });
  await expect(appendTrials("/proc/bot4/runs.ledger", [trialOf({})])).rejects.toThrow();
  await expect(appendTrials(ledger, [trialOf({ x: "y".repeat(1_100_000) })])).rejects.toThrow(
    "parameters of a trial must be under 1000000 characters",
  );
  closeTrials(ledger);
  expect(readdirSync(ledger)).toEqual([]);
});

test("a segment that has grown large is followed by another, which knows its subjects by itself", async () => {
  const ledger = fresh();
  const words = "w".repeat(400_000);
  for (let n = 0; n < 60; n++) await appendTrials(ledger, [trialOf({ n, words })]);
  const files = readdirSync(ledger);
  expect([files.filter((name) => name.endsWith(".closed")).length, files.length]).toEqual([1, 2]);
  expect((await trialStatistics(ledger, { strategy: "cross" })).distinct).toBe(60);
  closeTrials(ledger);
});
