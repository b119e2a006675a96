// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources scanned here contain templates.
import { describe, expect, test } from "vitest";
import { parse } from "./files.ts";
import { functionsOf } from "./functions.ts";
import {
  cycles,
  layoutBreaches,
  longFunctions,
  machinePathBreaches,
  outsideBreaches,
  sharedBreaches,
  skippedBreaches,
  unfinishedBreaches,
} from "./rules.ts";
import { scan } from "./scan.ts";

describe("scan", () => {
  test("blanks comments and quoted text but keeps every line break", () => {
    const text = 'a /* x\n y */ = "Date.now" + `t ${b /* c */} u`; // end\n/re"g/.test(a / b);';
    const { code, bare } = scan(text);
    expect(bare.split("\n").map((line) => line.trimEnd())).toEqual([
      "a",
      '      = "        " + `  ${b        }  `;',
      "/    /.test(a / b);",
    ]);
    expect(code.split("\n")).toHaveLength(3);
    expect(code).toContain('"Date.now"');
    expect(code).not.toContain("end");
  });

  test("knows nested templates, escapes and classes of regular expressions", () => {
    expect(scan("`a${`b${c}`}d` + e").bare).toBe("` ${` ${c}`} ` + e");
    expect(scan("'it\\'s' + x").bare).toBe("'     ' + x");
    expect(scan('return /[/"]/ + x').bare).toBe("return /    / + x");
  });
});

describe("imports", () => {
  const imports = (text: string) => parse("cli/a.ts", text).imports.map(({ line, ...rest }) => rest);
  test("tells types from values, and lazy from eager", () => {
    expect(imports('import type { A } from "./a.ts";')).toEqual([
      { specifier: "./a.ts", typeOnly: true, lazy: false },
    ]);
    expect(imports('import { type A, type B } from "./a.ts";')[0]).toMatchObject({ typeOnly: true });
    expect(imports('import { type A, b } from "./a.ts";')[0]).toMatchObject({ typeOnly: false });
    expect(imports('import {\n  a,\n  b,\n} from "./a.ts";')[0]).toMatchObject({ specifier: "./a.ts" });
    expect(imports('export * from "./a.ts";')[0]).toMatchObject({ typeOnly: false });
    expect(imports('import "./a.ts";')[0]).toMatchObject({ typeOnly: false });
    expect(imports('const m = await import("./a.ts");')[0]).toMatchObject({ lazy: true, typeOnly: false });
    expect(imports('let m: import("./a.ts").A;')[0]).toMatchObject({ typeOnly: true });
    expect(imports('const s = `import "./a.ts";\nexport const x = 1;`;')).toEqual([]);
    expect(imports('// import "./a.ts";\nconst s = \'import "./b.ts"\';')).toEqual([]);
  });
});

describe("rules find what they are for", () => {
  const breaches = (path: string, text: string) => layoutBreaches(parse(path, text)).join("\n");
  test("layout", () => {
    expect(breaches("engine/core/a.ts", 'import { x } from "../graph/node.ts";')).toBe(
      "engine/core/a.ts:1 engine/core may not import engine/graph/node.ts; take it as an argument, or move the code where it belongs",
    );
    expect(breaches("data/a.ts", 'import { x } from "../engine/trade/position.ts";')).toContain(
      "only types of",
    );
    expect(breaches("data/a.ts", 'import type { x } from "../engine/trade/position.ts";')).toBe("");
    expect(breaches("engine/run/a.ts", 'import { sma } from "../ops/sma.ts";')).toContain(
      "engine/run may not import",
    );
    expect(breaches("engine/run/a.ts", 'import { x } from "../trade/fill.ts";')).toBe("");
    expect(breaches("research/a.ts", 'import d from "@duckdb/node-api";')).toContain(
      "research may not import @duckdb",
    );
    expect(breaches("strategies/a.ts", 'import { readFileSync } from "node:fs";')).toContain(
      "strategies may not import",
    );
    expect(breaches("data/a.ts", 'import { readFileSync } from "fs";')).toContain('write "node:fs"');
    expect(breaches("elsewhere/a.ts", "")).toContain("no zone");
    expect(breaches("engine/core/a.test.ts", 'import { x } from "../graph/node.ts";')).toBe("");
  });

  test("cycles, but not those of types", () => {
    const a = parse("engine/core/a.ts", 'import { b } from "./b.ts";');
    const b = (type: string) => parse("engine/core/b.ts", `import ${type}{ a } from "./a.ts";`);
    expect(cycles([a, b("")])).toEqual([["engine/core/a.ts", "engine/core/b.ts", "engine/core/a.ts"]]);
    expect(cycles([a, b("type ")])).toEqual([]);
  });

  test("the outside world, unfinished work, switched-off tests, machine paths", () => {
    const clock = parse("engine/run/a.ts", "// Date.now\nconst t = Date.now();\nconst d = new Date();");
    expect(outsideBreaches(clock).map((line) => line.split(" ")[0])).toEqual([
      "engine/run/a.ts:2",
      "engine/run/a.ts:3",
    ]);
    expect(outsideBreaches(parse("cli/a.ts", "Date.now()"))).toEqual([]);
    expect(unfinishedBreaches(parse("cli/a.ts", `// ${"TO"}DO later`))).toHaveLength(1);
    expect(unfinishedBreaches(parse("cli/a.ts", '<input placeholder="filter">'))).toEqual([]);
    expect(skippedBreaches(parse("cli/a.test.ts", `test.${"only"}("x")`))).toHaveLength(1);
    expect(skippedBreaches(parse("cli/a.test.ts", 'test.skipIf(absent)("x")'))).toEqual([]);
    for (const text of [
      "process.env.A = 1",
      "process.chdir(x)",
      'vi.stubEnv("A", "1")',
      "globalThis.x = 1",
    ]) {
      expect(sharedBreaches(parse("cli/a.test.ts", text)), text).toHaveLength(1);
    }
    expect(sharedBreaches(parse("cli/a.test.ts", "if (process.env.A === b) c();"))).toEqual([]);
    expect(machinePathBreaches("cli/a.ts", `"/${"home"}/me/data"`)).toHaveLength(1);
    expect(machinePathBreaches("cli/a.ts", "https://example.org/home/me")).toEqual([]);
  });

  test("long functions, named and measured", () => {
    const text =
      "export function f(a: { b: number }): { c: number } {\n  if (a) {\n  }\n  return { c: 1 };\n}\nconst g = (x) => {\n};\nconst o = { m(x) { return x; } };";
    expect(functionsOf(parse("cli/a.ts", text))).toEqual([
      { name: "f", line: 1, lines: 5 },
      { name: "g", line: 6, lines: 2 },
      { name: "m", line: 8, lines: 1 },
    ]);
    expect(functionsOf(parse("a.js", "(() => {\n  f();\n})();"))).toEqual([]);
    expect(longFunctions(parse("cli/a.ts", text), 4, {})).toHaveLength(1);
    expect(longFunctions(parse("cli/a.ts", text), 4, { "cli/a.ts:f": "a table" })).toEqual([]);
  });
});
