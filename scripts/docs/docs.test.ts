import { describe, expect, test } from "vitest";
import { root } from "../tidy/files.ts";
import { examplesOf, runExample, same } from "./examples.ts";
import { commandsOf, parseMarkdown } from "./markdown.ts";
import {
  flagsFrom,
  helpFrom,
  type World,
  wrongCommands,
  wrongExports,
  wrongFlags,
  wrongPaths,
  wrongScripts,
} from "./names.ts";
import { patched } from "./workshop.ts";

describe("examples of comments", () => {
  const comment = (body: string) => `/**\n * About.\n *\n${body}\n * @see there\n */\nexport const x = 1;`;
  const run = (text: string, names: Record<string, unknown> = {}) =>
    runExample(
      { path: "a.ts", line: 1, text },
      { names, load: async () => ({ plus: (a: number, b: number) => a + b }) },
    );

  test("are found with their lines, up to the next tag", () => {
    const text = comment(" * @example\n * double(2) // => 4\n * @example\n * double(3) // => 6");
    expect(examplesOf("a.ts", text)).toEqual([
      { path: "a.ts", line: 4, text: "double(2) // => 4" },
      { path: "a.ts", line: 6, text: "double(3) // => 6" },
    ]);
    expect(examplesOf("a.ts", "/** @example one() // => 1 */")[0]?.text).toBe("one() // => 1");
    expect(examplesOf("a.ts", "/** Nothing. */")).toEqual([]);
  });

  test("hold or say why not", async () => {
    const names = {
      double: (x: number) => 2 * x,
      bad: () => {
        throw new Error("n must be above 0; was 0");
      },
    };
    expect(await run("const n: number = 2;\ndouble(n) // => 4", names)).toEqual([]);
    expect(await run("double(2); // => 5", names)).toEqual(["double(2) gives 4, not 5"]);
    expect(await run('bad() // => throws "n must be"', names)).toEqual([]);
    expect(await run("double(2) // => throws something", names)).toEqual([
      'double(2) gives 4; it should throw "something"',
    ]);
    expect(await run("bad() // => 1", names)).toEqual(['bad() throws "n must be above 0; was 0"']);
    expect(await run("gone() // => 1")).toEqual(['gone() throws "gone is not defined"']);
    expect((await run("gone()"))[0]).toContain("does not run: gone is not defined");
    expect(await run('import { plus as add, type T } from "bot4/ops";\nadd(1, 2) // => 3')).toEqual([]);
    expect(await run("await Promise.resolve(1) // => 1")).toEqual([]);
  });

  test("compare deeply, numbers to 1e-12", () => {
    expect(same(0.1 + 0.2, 0.3)).toBe(true);
    expect(same(1, 1 + 1e-11)).toBe(false);
    expect(same(Number.NaN, Number.NaN)).toBe(true);
    expect(same(Float64Array.of(1, 2), [1, 2])).toBe(true);
    expect(same({ a: [1, { b: "x" }] }, { a: [1, { b: "x" }] })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(same([1], { 0: 1 })).toBe(false);
    expect(same(null, undefined)).toBe(false);
    expect(same(new Map([[1, 2]]), [[1, 2]])).toBe(true);
  });
});

describe("documents", () => {
  const world: World = {
    root,
    help: (words) =>
      ({ "": "bot4 --version", backtest: "--data --fee-bps --report", "data import": "--sort" })[
        words.join(" ")
      ],
    flags: new Set(["data", "report"]),
    exported: new Set(["backtest"]),
  };
  const document = (text: string) => parseMarkdown("README.md", text);

  test("give blocks, inline code and links with their lines", () => {
    const parsed = document("See [it](a.md).\n\n```sh run\nnpx bot4 demo # now\n```\nThen `npm test`.");
    expect(parsed.links).toEqual([{ line: 1, text: "a.md" }]);
    expect(parsed.blocks).toEqual([{ line: 3, language: "sh", note: "run", text: "npx bot4 demo # now" }]);
    expect(commandsOf(parsed)).toEqual([
      { line: 4, text: "npx bot4 demo" },
      { line: 6, text: "npm test" },
    ]);
    expect(() => document("```sh\nx")).toThrow("README.md:1 a fenced block is not closed");
  });

  test("may not call scripts, commands and flags that do not exist", () => {
    expect(wrongScripts(document("`npm test && npm run gone`"), world)).toEqual([
      'README.md:1 `npm run gone`: package.json has no script "gone"',
    ]);
    const wrong = (text: string) =>
      wrongCommands(document(text), world).map((line) => line.replace(/^.*`: /, ""));
    expect(wrong("`bot4 backtest my.ts --data x --fee-bps=10 --no-report`")).toEqual([]);
    expect(wrong("`bot4 backtest sma-cross --fee`")).toEqual(['"bot4 backtest sma-cross" has no flag --fee']);
    expect(wrong("`npx bot4 data import a.csv --sort`")).toEqual([]);
    expect(wrong("`npm run bot4 -- gone --x`")).toEqual(['bot4 has no command "gone"']);
    expect(wrong("```sh\nbot4 backtest x \\\n  --dta y\n```")).toEqual([
      '"bot4 backtest x" has no flag --dta',
    ]);
    expect(wrong("`bot4` and `bot4/ops` and `robot4 x`")).toEqual([]);
  });

  test("may not name flags that no command has", async () => {
    expect(wrongFlags(document("`--data x` `--no-report` `--gone 1` `-- x`"), world)).toEqual([
      "README.md:1 `--gone 1`: no command of bot4 has the flag --gone",
    ]);
    const texts: Record<string, string> = {
      "--help": "  bot4 data  About\n  bot4 runs [x]\n --version",
      "data --help": "bot4 data\n  bot4 data import <file>  About\n --catalog",
      "data import --help": "bot4 data import <file>\n --sort",
      "runs --help": "bot4 runs [x]\n --json",
    };
    const help = await helpFrom(async (argv) => texts[argv.join(" ")]!);
    expect([...help.keys()]).toEqual(["", "data", "data import", "runs"]);
    expect([...flagsFrom(help.values())]).toEqual(["version", "catalog", "sort", "json"]);
  });

  test("show changes as diffs that must fit at one place", () => {
    expect(patched("a\nb\nc\n", " a\n-b\n+x\n+y\n", "f")).toBe("a\nx\ny\nc\n");
    expect(() => patched("a\n", "-b\n+c", "f")).toThrow("the diff of f fits nowhere");
    expect(() => patched("a\na\n", "-a\n+c", "f")).toThrow("at several places");
  });

  test("may not name files and functions that do not exist", () => {
    expect(
      wrongPaths(
        document("`engine/core` `engine/gone.ts` [a](package.json) [b](https://x.org) [c](gone.png)"),
        world,
      ),
    ).toEqual([
      "README.md:1 `engine/gone.ts`: there is no such file or folder",
      "README.md:1 `gone.png`: there is no such file or folder",
    ]);
    expect(
      wrongExports(document("`backtest({})` `gone()` `own()` `x`\n```ts\nconst own = 1;\n```"), world),
    ).toEqual(["README.md:1 `gone()`: nothing that it may speak of exports gone"]);
  });
});
