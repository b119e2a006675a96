import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { appendTrials, closeTrials } from "../../data/ledger/append.ts";
import { queryTrials } from "../../data/ledger/query.ts";
import { subjectOfTests, trialOf } from "../../data/testing/trials.ts";
import { bot4, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const words = (line: string): string[] => line.split(" ").filter(Boolean);
const call = (line: string, cwd: string) => bot4(words(line), cwd);
const ledgerIn = (cwd: string) => join(cwd, "runs.ledger");

describe("the ledger", () => {
  test("has a row for each backtest, with what it was made of and what came out", async () => {
    const cwd = workshop();
    const { out } = await call("backtest cross.ts --data wavy.csv --from 2020-03-01 --json", cwd);
    const { run, metrics } = JSON.parse(out);
    const [row, ...more] = await queryTrials(ledgerIn(cwd));
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      kind: "backtest",
      status: "done",
      strategy: "cross",
      sourceHash: run.sourceHash,
      graphHash: run.graphHash,
      params: { fast: 5, slow: 20 },
      dataNames: [run.data[0].name],
      dataHashes: [run.data[0].sha256],
      fromMs: Date.UTC(2020, 2, 1),
      toMs: run.data[0].toMs,
      runId: run.id,
      sharpe: metrics.sharpe,
      totalReturn: metrics.totalReturn,
      maxDrawdown: metrics.maxDrawdown,
      trades: metrics.trades,
      skew: metrics.skew,
      kurtosis: metrics.kurtosis,
      bars: metrics.bars,
    });
    expect(row!.sharpePerBar * Math.sqrt(run.barsPerYear)).toBeCloseTo(metrics.sharpe, 12);
    expect(row!.timeMs).toBeGreaterThan(Date.UTC(2024, 0, 1));
  });

  test("has a row for a backtest that failed, with the reason, and none for words that were mistyped", async () => {
    const cwd = workshop();
    writeFileSync(
      join(cwd, "throws.ts"),
      'import { strategy } from "bot4/strategy";\nexport default strategy({ name: "throws", decide() { throw new Error("too bad"); } });\n',
    );
    expect((await call("backtest throws.ts --data wavy.csv", cwd)).code).not.toBe(exitCodes.ok);
    expect((await call("backtest cross.ts --data absent.csv", cwd)).code).toBe(exitCodes.badInput);
    expect(await queryTrials(ledgerIn(cwd))).toEqual([
      expect.objectContaining({
        status: "failed",
        strategy: "throws",
        reason: expect.stringContaining("too bad"),
        runId: "",
      }),
    ]);
  });

  test("names the best of what was tried, each once, and how many there were", async () => {
    const cwd = workshop();
    expect((await call("runs best", cwd)).out).toBe("no backtests and sweeps in runs.ledger\n");
    for (const fast of [4, 8, 8, 12]) {
      await call(`backtest cross.ts --data wavy.csv --no-report --param fast=${fast}`, cwd);
    }
    const { best, trials } = JSON.parse((await call("runs best --json", cwd)).out);
    expect(best.map(({ params }: { params: { fast: number } }) => params.fast).sort()).toEqual([12, 4, 8]);
    expect(best[0].sharpe).toBe(Math.max(...best.map(({ sharpe }: { sharpe: number }) => sharpe)));
    expect(trials).toMatchObject({ trials: 3, measured: 3, failed: 0 });
    const { out } = await call("runs best --by totalReturn --strategy cross --top 2", cwd);
    expect(out.split("\n").filter((line) => line.startsWith("cross"))).toHaveLength(2);
    expect(out).toContain(
      "variants tried, each stretch of data and settings apart, forgotten and unfinished ones included: 3",
    );
    expect(out).toContain("! the best of 3 is no evidence");
    expect(out).toContain(`, best ${best[0].sharpe.toFixed(2)}; as many without any skill would show `);
    expect(out).toMatch(/by chance; the best is (not )?above that$/m);
    expect((await call("runs best --strategy other", cwd)).out).toBe(
      "no backtests and sweeps in runs.ledger that fit\n",
    );
  });

  test("names what counts although none of it can be listed", async () => {
    const cwd = workshop();
    const ledger = ledgerIn(cwd);
    await appendTrials(ledger, [trialOf({}, { status: "planned", variants: 3_690 })]);
    const announced = "3,690 announced by searches that did not finish\n";
    expect((await call("runs best", cwd)).out).toBe(
      `no backtests and sweeps in runs.ledger that fit; variants that count: ${announced}`,
    );
    await appendTrials(ledger, [
      trialOf({ fast: 2 }, { subject: { ...subjectOfTests, kind: "fold", group: "g2" } }),
    ]);
    closeTrials(ledger);
    expect((await call("runs best", cwd)).out).toContain(
      `variants that count: 1 tried in walks forward and trainings, ${announced}`,
    );
  });

  test("keeps counting a run that is forgotten", async () => {
    const cwd = workshop();
    for (const fast of [4, 8]) {
      await call(`backtest cross.ts --data wavy.csv --no-report --param fast=${fast}`, cwd);
    }
    const [id, other] = readdirSync(join(cwd, "runs"));
    writeFileSync(join(cwd, "runs", id!, "note.txt"), "mine");
    expect(JSON.parse((await call(`runs forget ${id} --json`, cwd)).out)).toEqual({
      forgotten: id,
      strategy: "cross",
      trials: 2,
    });
    expect(readdirSync(join(cwd, "runs", id!))).toEqual(["note.txt"]);
    expect((await call(`runs forget ${other}`, cwd)).out).toContain("it still counts as a trial: 2 of cross");
    expect(existsSync(join(cwd, "runs", other!))).toBe(false);
    expect((await call("runs", cwd)).out).toContain("no runs in runs");
    const { best, trials } = JSON.parse((await call("runs best --json", cwd)).out);
    expect(trials.trials).toBe(2);
    expect(best.map(({ forgotten }: { forgotten: boolean }) => forgotten)).toEqual([true, true]);
    expect((await call("runs best", cwd)).out).toContain(`${id} (forgotten)`);
  });

  test("says what does not fit together", async () => {
    const cwd = workshop();
    expect((await call("runs forget", cwd)).err).toContain("runs forget needs the id of a run");
    expect((await call("runs forget x", cwd)).err).toContain('no run "x"');
    expect((await call("runs best x", cwd)).err).toContain('runs best takes no run; was "x"');
    expect((await call("runs best --top 0", cwd)).err).toContain("--top must be at least 1; was 0");
    expect((await call("runs list --by sharpe", cwd)).err).toContain("--by belongs to runs best");
  });
});
