import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { examplesOf, runExample } from "./scripts/docs/examples.ts";
import { type Block, parseMarkdown } from "./scripts/docs/markdown.ts";
import {
  flagsFrom,
  helpFrom,
  type World,
  wrongCommands,
  wrongExports,
  wrongFlags,
  wrongPaths,
  wrongScripts,
} from "./scripts/docs/names.ts";
import { contributorFolder, typeErrors, userFolder, type Workshop } from "./scripts/docs/workshop.ts";
import { projectFiles, read, root, sources } from "./scripts/tidy/files.ts";
import { bot4 } from "./test/cli.ts";

const documents = projectFiles()
  .filter((path) => /^(?:[A-Z]+|docs\/.*)\.md$/.test(path))
  .map((path) => parseMarkdown(path, read(path)));

const declared = /^export (?:const|(?:async )?function|class) (\w+)/gm;
const holds = (failures: readonly string[]) => expect(failures.join("\n")).toBe("");
const entries: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  bot4: () => import("bot4"),
  "bot4/strategy": () => import("bot4/strategy"),
  "bot4/ops": () => import("bot4/ops"),
  "bot4/training": () => import("bot4/training"),
  "bot4/research": () => import("bot4/research"),
  "bot4/reports": () => import("bot4/reports"),
};
const load = (specifier: string): Promise<Record<string, unknown>> =>
  (entries[specifier] ?? (() => import(/* @vite-ignore */ specifier)))();

// What documents show is run by processes of their own.
vi.setConfig({ hookTimeout: 120_000, testTimeout: 240_000 });

beforeAll(() => {
  if (!existsSync(`${root}dist/cli/bot4.js`)) throw new Error("dist/ is missing: run `npm run build` first");
});

describe("documents name what exists", () => {
  let world: World;
  beforeAll(async () => {
    const modules = await Promise.all(Object.values(entries).map((entry) => entry()));
    const help = await helpFrom(async (argv) => (await bot4(argv, root)).out);
    world = {
      root,
      help: (words) => help.get(words.join(" ")),
      flags: flagsFrom(help.values()),
      exported: new Set(modules.flatMap((module) => Object.keys(module))),
    };
  });

  test.each(documents.map((document) => [document.path, document] as const))("%s", (path, document) => {
    // A user's document may speak of what a user can import; the others of anything that a source exports.
    const own =
      path === "README.md"
        ? []
        : sources().flatMap(({ code }) => [...code.matchAll(declared)].map(([, name]) => name!));
    const exported = new Set([...world.exported, ...own]);
    holds([
      ...wrongScripts(document, world),
      ...wrongCommands(document, world),
      ...wrongFlags(document, world),
      ...wrongPaths(document, world),
      ...wrongExports(document, { ...world, exported }),
    ]);
  });
});

const tried = documents.filter(({ blocks }) => blocks.some(isTried));

describe.each(tried.map(({ path, blocks }) => [path, blocks] as const))("what %s shows", (path, blocks) => {
  const contributes = path === "CONTRIBUTING.md";
  const steps = blocks
    .filter(isTried)
    .map((block) => [block.line, block.language, block.note, block.text] as const);
  let workshop: Workshop;
  beforeAll(() => {
    workshop = contributes ? contributorFolder(root, projectFiles()) : userFolder(root);
  });
  afterAll(() => workshop.remove());

  // In order: what one block writes, the next may run.
  test.each(steps)("line %i: %s %s", async (line, language, note, text) => {
    if (language === "sh") {
      const { status, output } = workshop.shell(text);
      expect(status, `${path}:${line}\n${text}\n${output}`).toBe(0);
    } else if (language === "diff") workshop.patch(note, text);
    else workshop.write(note === "" ? `line-${line}.ts` : note, `${text}\n`);
    if (language === "ts" && note === "") holds(await runExample({ path, line, text }, { names: {}, load }));
  });

  // A contributor's files are part of the sources, whose own configuration checks them.
  if (contributes) return;
  test("compiles against the package's types", () => {
    expect(typeErrors(workshop, root)).toBe("");
  });
});

/** Blocks that are tried: `ts` is run, or written to the file that it names; `diff` changes one; `sh run` is run. */
function isTried({ language, note }: Block): boolean {
  return language === "ts" || language === "diff" || (language === "sh" && note === "run");
}

describe("examples in documentation comments hold", () => {
  const examples = sources()
    .filter(
      ({ test: isTest, path }) =>
        !isTest && /^(?:cli|engine|strategies|data|research|reports|index)/.test(path),
    )
    .flatMap(({ path, text }) => examplesOf(path, text));

  test("there are some", () => expect(examples.length).toBeGreaterThan(0));

  test.each(examples.map((example) => [example.path, example.line, example] as const))(
    "%s:%i",
    async (_, __, example) => {
      const names = (await import(/* @vite-ignore */ `${root}${example.path}`)) as Record<string, unknown>;
      holds(await runExample(example, { names, load }));
    },
  );
});
