import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examplesOf, runExample } from "./scripts/docs/examples.ts";
import { type Block, parseMarkdown } from "./scripts/docs/markdown.ts";
import {
  helpFrom,
  type World,
  wrongCommands,
  wrongExports,
  wrongPaths,
  wrongScripts,
} from "./scripts/docs/names.ts";
import { createWorkshop, typeErrors, type Workshop } from "./scripts/docs/workshop.ts";
import { projectFiles, read, root, sources } from "./scripts/tidy/files.ts";

const documents = projectFiles()
  .filter((path) => /^(?:[A-Z]+|docs\/.*)\.md$/.test(path))
  .map((path) => parseMarkdown(path, read(path)));

const holds = (failures: readonly string[]) => expect(failures.join("\n")).toBe("");
const entries: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  bot4: () => import("bot4"),
  "bot4/strategy": () => import("bot4/strategy"),
  "bot4/ops": () => import("bot4/ops"),
  "bot4/research": () => import("bot4/research"),
  "bot4/reports": () => import("bot4/reports"),
};
const load = (specifier: string): Promise<Record<string, unknown>> =>
  (entries[specifier] ?? (() => import(/* @vite-ignore */ specifier)))();

beforeAll(() => {
  if (!existsSync(`${root}dist/cli/bot4.js`)) throw new Error("dist/ is missing: run `npm run build` first");
});

describe("documents name what exists", () => {
  let world: World;
  beforeAll(async () => {
    const modules = await Promise.all(Object.values(entries).map((entry) => entry()));
    world = {
      root,
      help: helpFrom(root),
      exported: new Set(modules.flatMap((module) => Object.keys(module))),
    };
  });

  test.each(documents)("$path", (document) => {
    holds([
      ...wrongScripts(document, world),
      ...wrongCommands(document, world),
      ...wrongPaths(document, world),
      ...wrongExports(document, world),
    ]);
  });
});

describe.each(documents.filter(({ blocks }) => blocks.some(runs)))(
  "what $path shows works",
  ({ path, blocks }) => {
    let workshop: Workshop;
    beforeAll(() => {
      workshop = createWorkshop(root);
    });
    afterAll(() => workshop.remove());
    const at = (block: Block) => `${path}:${block.line}`;
    const typed = blocks.filter(({ language }) => language === "ts");

    test("its TypeScript compiles against the package's types", () => {
      for (const [k, block] of typed.entries()) workshop.write(block.note || `block-${k}.ts`, block.text);
      expect(typeErrors(workshop, root), typed.map(at).join(", ")).toBe("");
    });

    test.each(typed.filter(({ note }) => note === ""))("the example of line $line holds", async (block) => {
      holds(await runExample({ path, line: block.line, text: block.text }, { names: {}, load }));
    });

    test.each(blocks.filter(({ language, note }) => language === "sh" && note === "run"))(
      "the commands of line $line run",
      (block) => {
        const { status, output } = workshop.shell(block.text);
        expect(status, `${at(block)}\n${block.text}\n${output}`).toBe(0);
      },
    );
  },
);

/** Blocks that are checked by doing: `ts` without a file name is run, with one it is written for the commands. */
function runs({ language, note }: Block): boolean {
  return language === "ts" || (language === "sh" && note === "run");
}

describe("examples in documentation comments hold", () => {
  const examples = sources()
    .filter(
      ({ test: isTest, path }) =>
        !isTest && /^(?:cli|engine|strategies|data|research|reports|index)/.test(path),
    )
    .flatMap(({ path, text }) => examplesOf(path, text));

  test("there are some", () => expect(examples.length).toBeGreaterThan(0));

  test.each(examples)("$path:$line", async (example) => {
    const names = (await import(/* @vite-ignore */ `${root}${example.path}`)) as Record<string, unknown>;
    holds(await runExample(example, { names, load }));
  });
});
