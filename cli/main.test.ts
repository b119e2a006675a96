import { describe, expect, test } from "vitest";
import { bot4, freshFolder, workshop } from "../test/cli.ts";
import { commands, nameOf } from "./commands/index.ts";
import { exitCodes } from "./exit-codes.ts";

describe("help", () => {
  test("lists every command and the exit codes", async () => {
    const { code, out } = await bot4(["--help"], freshFolder());
    expect(code).toBe(exitCodes.ok);
    for (const entry of commands) expect(out).toContain(`bot4 ${nameOf(entry)}`);
    expect(out).toContain("Exit codes: 0 done");
  });

  test.each(commands.map(nameOf))("%s has help of its own", async (name) => {
    const { code, out } = await bot4([name, "--help"], freshFolder());
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain(`bot4 ${name}`);
    expect(out).toContain("--help");
  });

  test("prints the version of the package", async () => {
    const { out } = await bot4(["--version"], freshFolder());
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("completes names of strategies where one stands", async () => {
    const complete = async (...words: string[]) =>
      (await bot4(["--get-yargs-completions", "bot4", ...words], freshFolder())).out;
    expect(await complete("backtest", "ema")).toBe("ema-trend\n");
    expect(await complete("check", "lookahead", "pa")).toBe("pairs\n");
    expect((await complete("plan", "")).split("\n").length).toBeGreaterThan(8);
  });

  test("prints a completion script for the shell that is asked for, or else the one in use", async () => {
    const script = async (words: string[], shell?: string) => {
      const { code, out } = await bot4(["completion", ...words], freshFolder(), { SHELL: shell });
      expect(code).toBe(exitCodes.ok);
      return out;
    };
    const [bash, zsh] = [await script(["bash"]), await script(["zsh"])];
    expect(bash).toContain("complete -o bashdefault");
    expect(zsh).toContain("compdef _bot4_complete bot4");
    expect(await script([], "/usr/bin/zsh")).toBe(zsh);
    expect(await script([])).toBe(bash);
    expect(await script(["--help"])).toContain("$SHELL");
  });

  test("without a command is help, too", async () => {
    const { code, out } = await bot4([], freshFolder());
    expect(code).toBe(exitCodes.ok);
    expect(out).toBe((await bot4(["--help"], freshFolder())).out);
  });

  test("prints examples on lines of their own, so that they can be copied", async () => {
    const { out } = await bot4(["backtest", "--help"], freshFolder());
    const lines = out.split("\n");
    expect(lines).toContain("  bot4 backtest ./mine.ts --data btc.csv --param fast=12 --fee-bps 5");
  });
});

describe("a mistyped command line is refused with exit code 2 and a mend", () => {
  const cases: readonly [argv: string, message: string][] = [
    ["bactest cross.ts", 'unknown command "bactest"; did you mean "backtest"?'],
    ["data imprt x.csv", 'unknown command "data imprt"; did you mean "data import"?'],
    ["data", "data needs one of list, show, import"],
    ["data export X", "an argument is missing: bot4 data export <name> <file>"],
    ["data list --catalgo x", 'unknown flag --catalgo; did you mean "--catalog"?'],
    ["frobnicate", 'unknown command "frobnicate"; bot4 --help lists them all'],
    ["backtest", "an argument is missing: bot4 backtest <strategy>"],
    ["backtest cross.ts extra --data wavy.csv", 'unknown argument "extra": bot4 backtest <strategy>'],
    ["backtest cross.ts --data wavy.csv --fe-bps 3", 'unknown flag --fe-bps; did you mean "--fee-bps"?'],
    ["backtest cross.ts --data wavy.csv --zzzzzzzzz 3", "unknown flag --zzzzzzzzz; a parameter of the"],
    ["walkforward cross.ts --data wavy.csv --train -5d --test 9d", "--train must be a time such as 90d"],
    [
      "walkforward cross.ts --data wavy.csv --train 9d --test 9d --embargo -1d",
      '--embargo must be a time such as 90d, 12w or 36h, or a number of bars such as 500bars; was "-1d"',
    ],
    ["data list --zzzzzzzzz 3", "unknown flag --zzzzzzzzz (see bot4 data list"],
    ["backtest cross.ts --data wavy.csv --cash abc", '--cash must be a number; was "abc"'],
    ["backtest cross.ts --data wavy.csv --cash=abc", '--cash must be a number; was "abc"'],
    ["backtest cross.ts --data wavy.csv --cash 1 --cash 2", "--cash must be given once; was given 2 times"],
    [
      "backtest cross.ts --data wavy.csv --fill next-opn",
      '--fill must be one of next-open, close; was "next-opn"; did you mean "next-open"?',
    ],
    ["backtest cross.ts --data wavy.csv --from", "--from must have a value; it has none"],
    ["backtest cross.ts --data wavy.csv --cash", "--cash must have a value; it has none"],
    ["backtest cross.ts --data wavy.csv --fee-bps --quiet", "--fee-bps must have a value; it has none"],
    ["backtest cross.ts --data wavy.csv --fee-bps=", "--fee-bps must have a value; it has none"],
    ["backtest cross.ts --data wavy.csv --quiet=maybe", '--quiet must be given without a value; was "maybe"'],
    [
      "backtest cross.ts --data wavy.csv --json=ful",
      '--json may be followed by =full and nothing else; was "ful"; did you mean "full"?',
    ],
    [
      "backtest cross.ts --data wavy.csv --fast 10",
      "unknown flag --fast; a parameter of the strategy is given as --param fast=10 (see bot4 backtest",
    ],
    ["completion fsh", 'shell must be one of bash, zsh; was "fsh"'],
    ["completion zsh more", 'unknown argument "more": bot4 completion [bash|zsh]'],
    [
      "backtest cross.ts --data wavy.csv --from 2020-13-01",
      '--from must be an ISO date such as 2024-01-31 or 2024-01-31T12:00Z; was "2020-13-01"',
    ],
    ["backtest cross.ts", "--data must be given: a catalog name, a CSV or a Parquet file"],
    ["new strategie x", 'what must be one of strategy; was "strategie"; did you mean "strategy"?'],
  ];
  test.each(cases)("%s", async (argv, message) => {
    const { code, out, err } = await bot4(argv.split(" ").filter(Boolean), workshop());
    expect(err).toContain(`bot4: ${message}`);
    expect(out).toBe("");
    expect(code).toBe(exitCodes.badInput);
  });
});
