import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bot4, workshop } from "../test/cli.ts";
import { camelCase } from "./config.ts";
import { exitCodes } from "./exit-codes.ts";

const withFile = (name: string, content: string): string => {
  const cwd = workshop();
  writeFileSync(join(cwd, name), content);
  return cwd;
};
const settingsOf = async (cwd: string, rest = "") => {
  const argv = ["backtest", "cross.ts", "--json", "--no-report", ...rest.split(" ").filter(Boolean)];
  const { out, err } = await bot4(argv, cwd);
  expect(err).toBe("");
  return JSON.parse(out).run;
};

describe("a config file", () => {
  test.each([
    [
      "bot4.config.json",
      '{ "data": "wavy.csv", "cash": 777, "feeBps": 3, "short": false, "param": { "fast": 7 } }',
    ],
    ["bot4.config.yaml", "data: [wavy.csv]\ncash: 777\nfeeBps: 3\nshort: false\nparam: fast=7\n"],
    [
      "bot4.config.mjs",
      'export default { data: "wavy.csv", cash: 777, feeBps: 3, short: false, param: ["fast=7"] };',
    ],
    [
      "bot4.config.ts",
      'const cash: number = 777;\nexport default { data: "wavy.csv", cash, feeBps: 3, short: false, param: { fast: 7 } };',
    ],
  ])("%s sets what no flag sets", async (name, content) => {
    const cwd = withFile(name, content);
    const run = await settingsOf(cwd);
    expect(run.settings).toMatchObject({
      cash: 777,
      limits: { account: { short: false } },
      fees: { taker: 0.0003, maker: 0.0003 },
    });
    expect(run.params.fast).toBe(7);
    const flagged = await settingsOf(cwd, "--cash 5 --param fast=9 --short");
    expect(flagged.settings).toMatchObject({ cash: 5, limits: { account: { short: true } } });
    expect(flagged.params.fast).toBe(9);
  });

  test.each([
    ['{ "fees": 3 }', 'bot4.config.json: unknown key "fees"'],
    ['{ "feeBsp": 3 }', 'unknown key "feeBsp"; did you mean "feeBps"?'],
    ['{ "cash": "much" }', 'bot4.config.json: cash must be a number; was "much"'],
    ['{ "fill": "now" }', 'fill must be one of next-open, close; was "now"'],
    ['{ "data": [3] }', "data must be a text or a list of texts; was [3]"],
    ["{ broken", "bot4.config.json cannot be read"],
  ])("%s is refused", async (content, message) => {
    const cwd = withFile("bot4.config.json", content);
    const { code, err } = await bot4(["backtest", "cross.ts", "--data", "wavy.csv"], cwd);
    expect(err).toContain(message);
    expect(code).toBe(exitCodes.badInput);
  });

  test("spells flags in camel case", () => {
    expect(camelCase("bars-per-year")).toBe("barsPerYear");
  });
});
