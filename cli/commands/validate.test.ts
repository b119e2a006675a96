import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCanonicalJson } from "../../data/canonical-json.ts";
import { trialStatistics } from "../../data/ledger/statistics.ts";
import { checkNames } from "../../research/validate/names.ts";
import { bot4, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const words = (line: string): string[] => line.split(" ").filter(Boolean);
const ledgerIn = (cwd: string) => join(cwd, "runs.ledger");

const quick = `
superiorAbility: { resamples: 100 }
bootstrap: { resamples: 100 }
trades: { resamples: 100 }
paths: { count: 20 }
overfitting: { blocks: 8 }
`;

/** A market that waves: a quick average above a slow one earns at every turn, as nothing real does. */
function place(policy = quick): string {
  const cwd = workshop();
  writeFileSync(join(cwd, "gate.yaml"), policy);
  return cwd;
}
const validate = (rest: string, cwd: string) => bot4(words(`validate ${rest} --policy gate.yaml`), cwd);
const onWaves = "cross.ts --data wavy.csv --param fast=3 --param slow=8";

describe("validate", () => {
  test("prints a line a check with the verdict last, and stores what it found beside the run", async () => {
    const cwd = place();
    const { code, out, err } = await validate(onWaves, cwd);
    expect(err).toBe("");
    expect(code).toBe(exitCodes.refused);
    for (const name of checkNames)
      expect(out).toMatch(new RegExp(`^(passed|FAILED|NOT MEASURABLE|not measurable|noted).* ${name} `, "m"));
    // It has no threshold to pass.
    expect(out).toMatch(/^noted +regimes /m);
    expect(out).toMatch(/^FAILED {6}\d+ of \d+ binding checks do not hold: .*trades/m);
    const [id] = readdirSync(join(cwd, "runs"));
    const folder = join(cwd, "runs", id!);
    expect(readdirSync(folder).sort()).toEqual([
      "columns.f64",
      "run.json",
      "trades.json",
      "validation.html",
      "validation.json",
    ]);
    const found = readCanonicalJson(readFileSync(join(folder, "validation.json"), "utf8"));
    expect(found).toMatchObject({ schema: "bot4/validation@1", run: id, passed: false });
    // A deleted run takes along what was found of it.
    await bot4(["runs", "forget", id!], cwd);
    expect(existsSync(folder)).toBe(false);
  });

  test("counts what was tried before, whatever the source was then", async () => {
    const cwd = place();
    await bot4(words("sweep cross.ts --data wavy.csv --param fast=3:6 --param slow=8,20,30"), cwd);
    const source = readFileSync(join(cwd, "cross.ts"), "utf8");
    writeFileSync(join(cwd, "cross.ts"), `${source}// another\n`);
    const { out } = await validate(`${onWaves} --json --no-report`, cwd);
    const { trials, checks } = JSON.parse(out);
    expect(trials.count).toBe(13);
    expect((await trialStatistics(ledgerIn(cwd), { strategy: "cross" })).trials).toBe(13);
    expect(checks.find(({ name }: { name: string }) => name === "deflated-sharpe").reason).toContain(
      "13 trials",
    );
    // Judged again, nothing new was tried.
    expect(JSON.parse((await validate(`${onWaves} --json --no-report`, cwd)).out).trials.count).toBe(13);
  });

  test("judges a stored run by its own data and settings, and varies what it is told", async () => {
    const cwd = place();
    const made = await bot4(words(`backtest ${onWaves} --fee-bps 3 --json --no-report`), cwd);
    const { id } = JSON.parse(made.out).run;
    const found = JSON.parse((await validate(`${id} --param fast=2:4 --json --no-report`, cwd)).out);
    expect(found).toMatchObject({
      run: id,
      params: { fast: 3, slow: 8 },
      space: { params: ["fast=2:4", "slow=8"] },
    });
    expect(found.checks.find(({ name }: { name: string }) => name === "overfitting").reason).toContain(
      "3 variants",
    );
    expect((await validate(`${id} --param fast=4`, cwd)).err).toContain(`${id} has its parameters`);
    for (const flag of ["--data wavy.csv", "--from 2020", "--fee-bps 50", "--no-short", "--no-finer"]) {
      const name = flag.split(" ")[0]!.replace("no-", "");
      const { code, err } = await validate(`${id} ${flag}`, cwd);
      expect([flag, code]).toEqual([flag, exitCodes.badInput]);
      expect(err).toContain(`${id} is judged by its own data and settings; was given ${name}`);
    }
    // What a config file says is for new runs.
    writeFileSync(
      join(cwd, "bot4.config.json"),
      '{ "feeBps": 50, "data": ["none.csv"], "param": ["fast=9"] }',
    );
    const again = JSON.parse((await validate(`${id} --param fast=2:4 --json --no-report`, cwd)).out);
    expect(again.sharpe).toBe(found.sharpe);
    expect((await validate(`${id} --json --no-report`, cwd)).err).toBe("");
    const source = readFileSync(join(cwd, "cross.ts"), "utf8");
    writeFileSync(join(cwd, "cross.ts"), `${source}\n`);
    expect((await validate(id, cwd)).err).toContain("its source has another sha256");
  });

  test("passes with code 0 where the policy asks for what is there", async () => {
    const cwd = place(`${quick}
history: { trades: 5 }
walkForward: { efficiency: -100 }
reported: [synthetic-paths, reversion, one-bar-late, stability, overfitting-loss]
`);
    const { code, out } = await validate(`${onWaves} --no-report`, cwd);
    expect(out).toMatch(/^passed {6}all of \d+ binding checks hold$/m);
    expect(code).toBe(exitCodes.ok);
    expect((await validate(`${onWaves} --no-report --quiet`, cwd)).out).toBe("passed\n");
  });

  test.each([
    ["histroy: {}", 'unknown field "histroy" in the policy; did you mean "history"?'],
    [`reported: [${checkNames.join(", ")}]`, "policy: reported must leave a check that decides"],
    ["bootstrap: { level: 2 }", "policy: bootstrap.level must be <1; was 2"],
  ])("a policy of %s is refused", async (policy, message) => {
    const { code, err } = await validate(onWaves, place(policy));
    expect(code).toBe(exitCodes.badInput);
    expect(err).toContain(message);
  });

  test.each([
    [
      "validate cross.ts --data wavy.csv --policy none.yaml",
      '--policy must be a file that exists; was "none.yaml"',
    ],
    ["validate cross.ts", "--data must be given"],
    ["validate crss --data wavy.csv", "crss"],
    ["validate cross.ts --data wavy.csv --param fats=3", 'unknown parameter "fats"; did you mean "fast"?'],
  ])("%s is refused", async (line, message) => {
    const { code, err } = await bot4(words(line), place());
    expect(code).toBe(exitCodes.badInput);
    expect(err).toContain(message);
  });
});
