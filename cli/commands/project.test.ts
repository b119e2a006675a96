import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { batchBot4, bot4, freshFolder, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

describe("init", () => {
  test("makes a project whose strategy runs at once", () => {
    const cwd = freshFolder();
    const project = join(cwd, "research");
    const [made, ran] = batchBot4([
      { argv: ["init", "research"], cwd },
      { argv: ["backtest", "./strategies/first.ts", "--no-report"], cwd },
    ]);
    expect(made).toMatchObject({ code: exitCodes.ok, err: "" });
    expect(made!.out).toContain("cd research && npm install");
    expect(readdirSync(project).sort()).toEqual([
      ".gitignore",
      "README.md",
      "bot4.config.ts",
      "package.json",
      "strategies",
      "tsconfig.json",
    ]);
    for (const name of ["package.json", "tsconfig.json"]) {
      expect(() => JSON.parse(readFileSync(join(project, name), "utf8"))).not.toThrow();
    }
    expect(ran!.code).toBe(exitCodes.badInput);
    const [inside] = batchBot4([
      { argv: ["backtest", "./strategies/first.ts", "--no-report"], cwd: project },
    ]);
    expect(inside).toMatchObject({ code: exitCodes.ok, err: "" });
    expect(inside!.out).toContain("sample:SP500:1d");
  });

  test("keeps what is there", async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, "package.json"), "mine");
    const { code, out } = await bot4(["init"], cwd);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain("kept package.json: what is there is never overwritten");
    expect(out).toContain("next: npx bot4 backtest");
    expect(readFileSync(join(cwd, "package.json"), "utf8")).toBe("mine");
    expect(existsSync(join(cwd, "strategies/first.ts"))).toBe(true);
    expect((await bot4(["init"], cwd)).out).not.toContain("wrote");
  });

  test("works in the folder that it is called in", async () => {
    const cwd = freshFolder();
    const { out } = await bot4(["init"], cwd);
    expect(out).toContain("next: npm install");
    expect(existsSync(join(cwd, "strategies/first.ts"))).toBe(true);
  });
});

describe("new strategy", () => {
  test("writes a strategy that runs at once", async () => {
    const cwd = workshop();
    const { code, out } = await bot4(["new", "strategy", "my-idea"], cwd);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain("./my-idea.ts");
    const ran = await bot4(["backtest", "./my-idea.ts", "--data", "wavy.csv", "--json"], cwd);
    expect(JSON.parse(ran.out).run.strategy).toBe("my-idea");
  });

  test("goes where the strategies are, and overwrites none", async () => {
    const cwd = freshFolder();
    mkdirSync(join(cwd, "strategies"));
    await bot4(["new", "strategy", "a"], cwd);
    expect(existsSync(join(cwd, "strategies/a.ts"))).toBe(true);
    const again = await bot4(["new", "strategy", "a"], cwd);
    expect(again.err).toContain("strategies/a.ts is there already");
    expect(again.code).toBe(exitCodes.badInput);
  });

  test("refuses a name that is none", async () => {
    const { code, err } = await bot4(["new", "strategy", "My Idea"], freshFolder());
    expect(err).toContain('such as my-idea; was "My Idea"');
    expect(code).toBe(exitCodes.badInput);
  });
});

describe("ops", () => {
  test("lists every operator by family", async () => {
    const { out } = await bot4(["ops"], freshFolder());
    for (const word of ["arithmetic", "crossOver(left, right) -> signal", "ema(x, n"])
      expect(out).toContain(word);
    const all = JSON.parse((await bot4(["ops", "--json"], freshFolder())).out);
    expect(all.length).toBeGreaterThan(80);
    expect(out).toContain(`${all.length} operators`);
  });

  test("shows one, or a family", async () => {
    const one = await bot4(["ops", "ema"], freshFolder());
    expect(one.out).toContain("a whole number of at least 1");
    expect(one.out).toContain('default "sma"');
    const family = await bot4(["ops", "logic"], freshFolder());
    expect(family.out).toContain("and(");
    expect(family.out).not.toContain("ema(");
    const several = await bot4(["ops", "macd"], freshFolder());
    expect(several.out).toContain("gives ");
  });

  test("suggests the nearest", async () => {
    const { code, err } = await bot4(["ops", "emaa"], freshFolder());
    expect(err).toContain('unknown operator "emaa"; did you mean "ema"?');
    expect(code).toBe(exitCodes.badInput);
  });
});

describe("plan", () => {
  test("prints graph, warm-up and hash without any data", async () => {
    const cwd = workshop();
    const { code, out } = await bot4(["plan", "cross.ts", "--param", "slow=30", "--timeframe", "4h"], cwd);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain("slow=30");
    expect(out).toMatch(/warm-up +\d+ bars of 4h/);
    expect(out).toContain("crossOver");
    const { symbols } = JSON.parse((await bot4(["plan", "cross.ts", "--symbols", "X,Y", "--json"], cwd)).out);
    expect(symbols).toEqual(["X", "Y"]);
  });
});

describe("bench", () => {
  test("refuses a name that is none", async () => {
    const { code, err } = await bot4(["bench", "backtst"], freshFolder());
    expect(err).toContain('unknown benchmark "backtst"; did you mean "backtest"?');
    expect(code).toBe(exitCodes.badInput);
  });
});
