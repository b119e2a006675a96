import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compiled, hour, spawnBot4, startBot4, wavyCsv, workshop } from "../test/cli.ts";
import { exitCodes } from "./exit-codes.ts";

const node = JSON.stringify(process.execPath);
const shell = (command: string, cwd: string) =>
  spawnSync("bash", ["-c", command.replaceAll("bot4", `${node} ${JSON.stringify(compiled())}`)], {
    cwd,
    encoding: "utf8",
  });
const storedIn = (cwd: string): string[] =>
  existsSync(join(cwd, "runs")) ? readdirSync(join(cwd, "runs")) : [];

describe("the compiled command line as a process", () => {
  test("gives its exit code, results on stdout and errors on stderr", () => {
    const cwd = workshop();
    expect(spawnBot4(["--version"], cwd)).toMatchObject({ code: exitCodes.ok, err: "" });
    const refused = spawnBot4(["bactest"], cwd);
    expect(refused).toMatchObject({ code: exitCodes.badInput, out: "" });
    expect(refused.err).toContain('did you mean "backtest"?');
    const json = spawnBot4(["backtest", "cross.ts", "--data", "wavy.csv", "--json"], cwd);
    expect(json).toMatchObject({ code: exitCodes.ok, err: "" });
    expect(JSON.parse(json.out).run.driver).toBe("vector");
  });

  test("completes commands and flags for a shell", () => {
    const complete = (...words: string[]) =>
      spawnBot4(["--get-yargs-completions", "bot4", ...words], workshop()).out.split("\n");
    expect(complete("ba")).toContain("backtest");
    expect(complete("backtest", "--fee")).toContain("--fee-bps");
  });

  test("a reader that closes the pipe early is no error", () => {
    const { stdout, stderr } = shell('set -o pipefail; bot4 ops --json | head -c 10; echo " $?"', workshop());
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^\[\{"name":" ?.* 0\n$/);
  });

  test("a long result is not cut where the process ends", () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "long.csv"), wavyCsv(30_000, hour));
    const { out } = spawnBot4(
      ["backtest", "cross.ts", "--data", "long.csv", "--json=full", "--no-report"],
      cwd,
    );
    expect(JSON.parse(out).equity.length).toBe(30_000);
  });

  test("no colours and no progress where nobody sees them", () => {
    const { out, err } = spawnBot4(["backtest", "cross.ts", "--data", "wavy.csv"], workshop());
    expect(out + err).not.toContain("\x1b");
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk behind standard output is said to be so", () => {
    const { status, stderr } = shell("bot4 ops --json > /dev/full", workshop());
    expect(stderr).toBe("bot4: cannot write the result: no space left on the disk\n");
    expect(status).toBe(exitCodes.badInput);
  });

  test("a full disk is said to be so and leaves nothing half-written", () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "long.csv"), wavyCsv(30_000, hour));
    // A limit on the size of a file is a full disk for whoever reaches it; bash counts in KiB.
    const { status, stdout, stderr } = shell(
      "ulimit -f 256; bot4 backtest cross.ts --data long.csv --no-report",
      cwd,
    );
    expect(stderr).toMatch(
      /^bot4: cannot write runs\/cross-\w+\/\w+\.\w+: the file would become larger than this process may write/,
    );
    expect(stdout).toBe("");
    expect(status).toBe(exitCodes.badInput);
    expect(storedIn(cwd)).toEqual([]);
  });
});

describe("a process that is ended", () => {
  const endless = `import { strategy } from "bot4/strategy";
console.log("ready");
export default strategy({ name: "endless", decide: () => { for (;;) {} } });`;
  const endlessAtOnce = 'console.log("ready");\nfor (;;) {}\n';

  test.each([
    ["while a strategy computes", endless],
    ["while a strategy is loaded", endlessAtOnce],
  ])("%s, by Ctrl-C, ends at once", async (_when, source) => {
    const cwd = workshop();
    writeFileSync(join(cwd, "endless.ts"), source);
    const child = startBot4(["backtest", "endless.ts", "--data", "wavy.csv"], cwd);
    await once(child.stdout, "data");
    // Past the loading, into the loop.
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill("SIGINT");
    const [code, signal] = await once(child, "exit");
    expect([code, signal]).toEqual(signal === null ? [exitCodes.interrupted, null] : [null, "SIGINT"]);
    expect(storedIn(cwd)).toEqual([]);
  });

  test("at any instant, by kill -9, leaves a whole run or none", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "long.csv"), wavyCsv(20_000, hour));
    const argv = ["backtest", "cross.ts", "--data", "long.csv"];
    const started = performance.now();
    spawnBot4(argv, cwd);
    const whole = performance.now() - started;
    const [id] = storedIn(cwd);
    const bytes = readFileSync(join(cwd, "runs", id!, "run.json"));
    const names = readdirSync(join(cwd, "runs", id!)).sort();
    for (let k = 0; k < 4; k++) {
      const other = workshop();
      writeFileSync(join(other, "long.csv"), wavyCsv(20_000, hour));
      const child = startBot4(argv, other);
      setTimeout(() => child.kill("SIGKILL"), whole * (0.6 + 0.12 * k));
      await once(child, "exit");
      const runs = storedIn(other).filter((name) => !name.startsWith("."));
      for (const name of runs) {
        expect(readdirSync(join(other, "runs", name)).sort()).toEqual(names);
        expect(readFileSync(join(other, "runs", name, "run.json")).equals(bytes)).toBe(true);
      }
      // The next to write cleans up.
      if (k === 3) {
        spawnBot4(argv, other);
        expect(storedIn(other)).toEqual([id]);
      }
    }
  });
});
