import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { batchBot4, crossStrategy, type Finished, wavyCsv } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { packageRoot } from "../package-root.ts";
import { initialize, load, onEdge, resolve } from "./hooks.ts";
import { asUserError } from "./user-error.ts";
import { isTypeScript, isUserModule, resolveImport, stripTypes } from "./user-modules.ts";

/** A folder with the given files and a history. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bot4-load-")));
  writeFileSync(join(folder, "wavy.csv"), wavyCsv(100));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const planCall = (file: string, cwd: string) => ({ argv: ["plan", file, "--json"], cwd });
const plan = (file: string, cwd: string): Finished => batchBot4([planCall(file, cwd)])[0]!;

describe("a strategy is loaded as it is, by the compiled command line", () => {
  const helper = `import type { Series } from "bot4/strategy";
import { sma } from "bot4/ops";
export const smooth = (x: Series, n: number): Series => sma(x, n);`;
  const main = (specifier: string) => `import { strategy, type Market } from "bot4/strategy";
import { gt } from "bot4/ops";
import { smooth } from "${specifier}";
export default strategy({ name: "mine", decide: (m: Market) => ({ target: gt(m.close, smooth(m.close, 3)) }) });`;

  test.each(["./lib/smooth.ts", "./lib/smooth.js", "./lib/smooth"])("importing %s", (specifier) => {
    const cwd = folderWith({ "mine.ts": main(specifier), "lib/smooth.ts": helper });
    const { code, out, err } = plan("mine.ts", cwd);
    expect(err).toBe("");
    expect(code).toBe(exitCodes.ok);
    expect(JSON.parse(out).plan).toContain("sma[3");
  });

  test("in plain JavaScript too", () => {
    const js =
      'import { strategy } from "bot4/strategy";\nexport default strategy({ name: "js", decide: () => ({ target: 1 }) });';
    const cwd = folderWith({ "mine.mjs": js, "mine.js": js, "package.json": '{"type":"module"}' });
    const finished = batchBot4([planCall("mine.mjs", cwd), planCall("mine.js", cwd)]);
    expect(finished.map(({ out }) => JSON.parse(out).name)).toEqual(["js", "js"]);
  });

  test("its hash covers every file of the user's, and not where they lie", () => {
    const files = { "mine.ts": main("./lib/smooth.ts"), "lib/smooth.ts": helper };
    const deep = { "deep/mine.ts": files["mine.ts"], "deep/lib/smooth.ts": helper };
    const [first, same, elsewhere, changed] = batchBot4([
      planCall("mine.ts", folderWith(files)),
      planCall("mine.ts", folderWith(files)),
      planCall("deep/mine.ts", folderWith(deep)),
      planCall("mine.ts", folderWith({ ...files, "lib/smooth.ts": `${helper} // changed` })),
    ]).map(({ out }) => JSON.parse(out).sourceHash);
    expect(same).toBe(first);
    expect(elsewhere).toBe(first);
    expect(changed).not.toBe(first);
  });

  test("every entry of the package is found from any folder, as one copy", () => {
    const cwd = folderWith({
      "mine.ts": `import { UserError } from "bot4";
import { backtest } from "bot4/research";
import { renderReport } from "bot4/reports";
import { strategy } from "bot4/strategy";
import { sma } from "bot4/ops";
if (![UserError, backtest, renderReport, sma].every((each) => typeof each === "function")) throw new Error("absent");
export default strategy({ name: "mine", decide: ({ close }) => {
  if (sma(close, 3) !== sma(close, 3)) throw new Error("two copies");
  return { target: 1 };
} });`,
    });
    expect(plan("mine.ts", cwd).err).toBe("");
  });
});

describe("what is wrong with a strategy file is said with file, line and text", () => {
  const named = (body: string) =>
    `import { strategy } from "bot4/strategy";\nimport { sma } from "bot4/ops";\n${body}`;
  const cases: readonly [what: string, source: string, messages: readonly string[]][] = [
    [
      "a syntax error",
      "// first\nconst x = ;",
      ["mine.ts:2:11: Expression expected", "\n  const x = ;\n            ^"],
    ],
    [
      "an enum",
      "enum Side { Long }",
      ["mine.ts:1:1: TypeScript enum is not supported", "const object for an enum"],
    ],
    ["a namespace", "namespace N { export const a = 1 }", ["mine.ts:1:1:", "module for a namespace"]],
    [
      "no default export",
      "export const a = 1;",
      ["mine.ts must export a strategy by default", "it has no default export"],
    ],
    ["another default export", "export default 3;", ["its default export is a number"]],
    ["a null", "export default null;", ["its default export is null"]],
    ["an object", "export default {};", ["its default export is another object"]],
    [
      "an error at its top level",
      '// one\n\nthrow new TypeError("oh no");',
      ["mine.ts:3:7: TypeError: oh no", "throw new TypeError"],
    ],
    ["a thrown text", 'throw "oh no";', ["the strategy threw oh no"]],
    [
      "a missing file",
      'import { x } from "./nope.ts";\nexport default x;',
      ["Cannot find module 'nope.ts' imported from mine.ts"],
    ],
    [
      "a missing package",
      'import { x } from "nopkg";\nexport default x;',
      ["Cannot find package 'nopkg' imported from mine.ts"],
    ],
    [
      "a misspelt entry",
      'import { x } from "bot4/opz";\nexport default x;',
      ['no module "bot4/opz" in bot4; did you mean "bot4/ops"?'],
    ],
    [
      "a missing export",
      'import { smaa } from "bot4/ops";\nexport default smaa;',
      ["mine.ts:1", "does not provide an export named 'smaa'"],
    ],
    [
      "an error in decide",
      named('export default strategy({ name: "x", decide: () => { throw new Error("no idea"); } });'),
      ["mine.ts:3:", ": no idea"],
    ],
    [
      "a mistake in decide",
      named(
        'export default strategy({\n  name: "x",\n  decide: ({ close }) => ({ target: sma(close, 0) }),\n});',
      ),
      ["mine.ts:5:", "sma: n must be a whole number of at least 1; was 0"],
    ],
    [
      "a bad name",
      named('export default strategy({ name: "Bad Name", decide: () => ({ target: 1 }) });'),
      ["strategy name must be lower-case"],
    ],
    [
      "no decision",
      named('export default strategy({ name: "x", decide: () => ({}) });'),
      ["x: decide must return a decision with a target"],
    ],
  ];
  let finished: readonly Finished[];
  beforeAll(() => {
    finished = batchBot4(cases.map(([, source]) => planCall("mine.ts", folderWith({ "mine.ts": source }))));
  });

  test.each(cases.map(([what], k) => [what, k] as const))("%s", (_what, k) => {
    const { code, out, err } = finished[k]!;
    const messages = cases[k]![2];
    for (const message of messages) expect(err).toContain(message);
    expect(err).not.toMatch(/\n +at /);
    expect(out).toBe("");
    expect(code).toBe(exitCodes.badInput);
  });

  test("a syntax error in JavaScript", () => {
    const { err } = plan("mine.mjs", folderWith({ "mine.mjs": "const x = ;" }));
    expect(err).toContain("mine.mjs:1:11: Expression expected");
  });

  test("an operator of the user's that throws while the backtest runs", () => {
    const source = `import { number, op, strategy } from "bot4/strategy";
const bad = op({ name: "bad", inputs: [number], step: () => {
  throw new RangeError("step failed");
} });
export default strategy({ name: "x", decide: ({ close }) => ({ target: bad(close) }) });`;
    const cwd = folderWith({ "mine.ts": source });
    const [{ code, err } = expect.unreachable()] = batchBot4([
      { argv: ["backtest", "mine.ts", "--data", "wavy.csv"], cwd },
    ]);
    expect(err).toContain("mine.ts:3:9: RangeError: step failed");
    expect(code).toBe(exitCodes.badInput);
  });

  test("a file that is not there", () => {
    const { code, err } = plan("./mine.ts", folderWith({}));
    expect(err).toContain("no strategy file ./mine.ts");
    expect(code).toBe(exitCodes.badInput);
  });
});

describe("the hooks", () => {
  const url = (path: string) => pathToFileURL(path).href;

  test("tell a user's modules from compiled and installed ones", () => {
    expect(isUserModule(url("/u/mine.ts"))).toBe(true);
    expect(isUserModule(url(join(packageRoot(), "dist/index.js")))).toBe(false);
    expect(isUserModule(url("/u/node_modules/x/index.js"))).toBe(false);
    expect(isUserModule("node:fs")).toBe(false);
    expect(isUserModule(undefined)).toBe(false);
    expect([url("/a.ts"), url("/a.mts"), url("/a.js"), "node:fs"].map(isTypeScript)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("resolve entries and relative imports, and leave the rest to Node", () => {
    const cwd = folderWith({ "a.ts": "", "lib/index.ts": "", "b.js": "" });
    const parent = url(join(cwd, "main.ts"));
    expect(resolveImport("bot4/ops", parent)).toBe(url(join(packageRoot(), "dist/engine/ops/index.js")));
    expect(() => resolveImport("bot4/nothing", parent)).toThrow('no module "bot4/nothing"');
    expect(resolveImport("./a", parent)).toBe(url(join(cwd, "a.ts")));
    expect(resolveImport("./lib", parent)).toBe(url(join(cwd, "lib/index.ts")));
    expect(resolveImport("./b.js", parent)).toBeUndefined();
    expect(resolveImport("./absent", parent)).toBeUndefined();
    expect(resolveImport("yargs", parent)).toBeUndefined();
    expect(resolveImport("./a", "data:text/javascript,")).toBeUndefined();
  });

  test("report the imports among a user's modules, found at once or later", async () => {
    const cwd = folderWith({ "a.ts": "" });
    const parentURL = url(join(cwd, "main.ts"));
    const to = url(join(cwd, "a.ts"));
    const seen: unknown[] = [];
    const listener = (edge: unknown) => seen.push(edge);
    initialize({ port: { postMessage: listener } as never });
    expect(resolve("./a", { parentURL }, () => ({ url: "" }))).toEqual({ url: to, shortCircuit: true });
    onEdge(listener);
    resolve("./a.ts", { parentURL }, () => ({ url: to }));
    await resolve("./a.ts", { parentURL }, () => Promise.resolve({ url: to }));
    resolve("x", { parentURL: "node:fs" }, () => ({ url: to }));
    expect(seen).toEqual([1, 2, 3].map(() => ({ from: parentURL, to })));
  });

  test("strip types and keep lines and columns", () => {
    const cwd = folderWith({ "a.ts": "const a: number = 1;\nexport { a };" });
    const loaded = load(url(join(cwd, "a.ts")), {}, () => undefined);
    expect(loaded).toMatchObject({ format: "module", source: "const a         = 1;\nexport { a };" });
    expect(load("node:fs", {}, () => "left to Node")).toBe("left to Node");
    expect(() => stripTypes("a.ts", "let x = ;")).toThrow("a.ts:1:9: Expression expected");
  });
});

test("an error with no trace of the user's code stays a fault of ours", () => {
  const error = new Error("ours");
  error.stack = "Error: ours\n    at node:internal/x:1:1";
  expect(asUserError(error, "/")).toBe(error);
});

test("the strategy of other tests is one", () => {
  expect(JSON.parse(plan("c.ts", folderWith({ "c.ts": crossStrategy })).out).params).toEqual({
    fast: 5,
    slow: 20,
  });
});
