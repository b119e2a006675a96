import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { trialStatistics } from "../../data/ledger/statistics.ts";
import {
  batchBot4,
  bot4,
  crossStrategy,
  freshFolder,
  spawnBot4,
  startBot4,
  wavyCsv,
  workshop,
} from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

// The compiled command line, whose workers are threads that load a user's file as Node does.

// Each test starts several processes, and a busy machine takes its time.
vi.setConfig({ testTimeout: 240_000 });

const words = (line: string): string[] => line.split(" ").filter(Boolean);

/** What a sweep found, but for the time that it took. */
function foundIn(out: string) {
  const { seconds: _, barVariantsPerSecond: __, resumed, ...rest } = JSON.parse(out);
  return { resumed: resumed as number, rest };
}

/**
 * A strategy in a folder, whose body tells the command's thread from others. That one computes as well, and would be done
 * before they are up: it gives them the time.
 */
function writeThreaded(cwd: string, body: string): void {
  const up = JSON.stringify(join(cwd, "up"));
  const lines = `if (!isMainThread) writeFileSync(${up}, "");
  for (const from = Date.now(); isMainThread && Date.now() < from + 100 && !existsSync(${up}); ) continue;
  ${body}`;
  const imports = `import { existsSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";\n`;
  writeFileSync(
    join(cwd, "cross.ts"),
    imports + crossStrategy.replace("const [a, b]", `${lines}\n    const [a, b]`),
  );
}

describe("workers", () => {
  test("find the same as one, in sweeps and walks forward", async () => {
    const grid = "--data wavy.csv --param fast=2:20 --param slow=21:40 --json";
    const walk = `walkforward cross.ts ${grid} --no-report`;
    const lines: [call: string, workers: number][] = [
      [`sweep cross.ts ${grid} --top 5`, 3],
      [`sweep cross.ts ${grid} --top 5 --search tpe --trials 60`, 2],
      [`sweep cross.ts ${grid} --top 5 --search lhs --trials 50`, 2],
      [`${walk} --train 120d --test 90d`, 2],
      [`${walk} --train 120d --test 90d --search tpe --trials 30`, 2],
      [`${walk} --scheme cpcv --folds 4`, 2],
    ];
    const calls = lines.map(([line, workers]) => {
      const cwd = workshop();
      writeThreaded(cwd, "");
      return { argv: words(`${line} --workers ${workers}`), cwd };
    });
    const several = batchBot4(calls);
    const foundBy = ({ out, err }: (typeof several)[number]) => {
      expect(err).toBe("");
      const { best, chance, variants, walkForward, metrics } = JSON.parse(out);
      return { best, chance, variants, walkForward, metrics };
    };
    const alone = workshop();
    for (const [k, [line]] of lines.entries()) {
      const one = foundBy(await bot4(words(`${line} --workers 1`), alone));
      expect(foundBy(several[k]!), line).toEqual(one);
      expect(readdirSync(calls[k]!.cwd), line).toContain("up");
    }
  });

  test("an error of a strategy is told with its line and its variant, and what was done is kept", () => {
    const cwd = workshop();
    writeThreaded(cwd, 'if (!isMainThread) throw new Error(slow + " is too much");');
    const call = "sweep cross.ts --data wavy.csv --param slow=21:110 --workers 2";
    const { code, out, err } = spawnBot4(words(call), cwd);
    expect([code, out]).toEqual([exitCodes.badInput, ""]);
    const [, variant] = /cross.ts:12:\d+: (\d+) is too much/.exec(err)!;
    expect(err).toContain(`(variant fast=5 slow=${variant}; --where leaves variants out)`);
    expect(readdirSync(join(cwd, "runs.sweeps"))).toHaveLength(1);
  });

  test("one that dies is told, with exit code 1, and the sweep can go on", () => {
    const cwd = workshop();
    writeThreaded(cwd, "if (!isMainThread) process.exit(7);");
    const { code, err } = spawnBot4(words("sweep cross.ts --data wavy.csv --param slow --workers 2"), cwd);
    expect(code).toBe(exitCodes.bug);
    expect(err).toContain("worker 1 died: it ended with code 7; what was computed is kept");
  });
});

/** A sweep that takes seconds, however quick we are: the strategy dawdles. */
function longSweep() {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "wavy.csv"), wavyCsv(400));
  const dawdle = "for (let k = 0; k < 3e5; k++) if (Math.sin(k) > 2) return { target: 1 };";
  writeFileSync(join(cwd, "slow.ts"), crossStrategy.replace("const [a, b]", `${dawdle}\n    const [a, b]`));
  const call = "sweep slow.ts --data wavy.csv --param fast=2:21 --param slow=31:50 --json --top 5";
  return { cwd, call: words(call) };
}
const variants = 400;

/** Waits until some batches of a sweep are stored. */
async function untilStored(cwd: string, count: number): Promise<void> {
  for (;;) {
    await pause(20);
    try {
      const [home] = readdirSync(join(cwd, "runs.sweeps"));
      const names = readdirSync(join(cwd, "runs.sweeps", home!));
      if (names.filter((name) => name.endsWith(".rows")).length >= count) return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" && !(error instanceof TypeError)) throw error;
    }
  }
}

/** What a long sweep finds that nobody ends, computed once. */
let undisturbed: ReturnType<typeof foundIn> | undefined;
function wholeSweep() {
  const { cwd, call } = longSweep();
  undisturbed ??= foundIn(spawnBot4([...call, "--workers", "2"], cwd).out);
  return undisturbed;
}

describe.each([1, 2])("with %i workers", (workers) => {
  test("a sweep that is killed goes on where it stood, and finds what it would have found", async () => {
    const { cwd, call } = longSweep();
    const argv = [...call, "--workers", String(workers)];
    for (const count of [1, 4]) {
      const child = startBot4(argv, cwd);
      const ended = new Promise((done) => child.once("close", (_, signal) => done(signal)));
      await untilStored(cwd, count);
      child.kill("SIGKILL");
      expect(await ended).toBe("SIGKILL");
    }
    const resumed = foundIn(spawnBot4(argv, cwd).out);
    expect(resumed.resumed).toBeGreaterThan(0);
    expect(resumed.resumed).toBeLessThan(resumed.rest.variants);
    const whole = wholeSweep();
    expect(whole.resumed).toBe(0);
    expect(resumed.rest).toEqual(whole.rest);
    const counts = { trials: variants, distinct: variants, unfinished: 0 };
    expect(await trialStatistics(join(cwd, "runs.ledger"))).toMatchObject(counts);
    expect(readdirSync(cwd).sort()).toEqual(["runs.ledger", "slow.ts", "wavy.csv"]);
  });

  test("Ctrl-C ends a sweep at once, and its trials count as announced", async () => {
    const { cwd, call } = longSweep();
    const child = startBot4([...call, "--workers", String(workers)], cwd);
    let err = "";
    child.stderr.on("data", (data) => {
      err += data;
    });
    const ended = new Promise((done) => child.once("close", (code, signal) => done(signal ?? code)));
    await untilStored(cwd, 1);
    child.kill("SIGINT");
    const end = await ended;
    // While this thread computes, signals end the process by themselves: a shell calls that 130 as well.
    expect([130, "SIGINT"]).toContain(end);
    if (end === 130) expect(err).toContain("the same command goes on from there");
    const { trials, unfinished } = await trialStatistics(join(cwd, "runs.ledger"));
    expect(trials).toBe(variants);
    expect(unfinished).toBeGreaterThan(0);
  });
});
