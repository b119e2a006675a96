import { describe, expect, test } from "vitest";
import { projectFiles, read, sizeOf, sources } from "./scripts/tidy/files.ts";
import { functionsOf } from "./scripts/tidy/functions.ts";
import { layoutRows } from "./scripts/tidy/layout.ts";
import {
  type Breach,
  cycles,
  layoutBreaches,
  longFunctions,
  machinePathBreaches,
  outsideBreaches,
  sharedBreaches,
  skippedBreaches,
  unfinishedBreaches,
} from "./scripts/tidy/rules.ts";

/** The ratchet: growth beyond these is a decision, made here. */
const limits = {
  fileLinesMax: 400,
  /** Tests are lists of cases, read one at a time. */
  testLinesMax: 600,
  fileLinesMeanMax: 78,
  functionLinesMax: 60,
  bytesMax: 512 * 1024,
};

/** Functions that may be longer than the limit, by `path:name`, each with the reason. */
const longByReason: Readonly<Record<string, string>> = {};

const files = projectFiles();
const all = sources();
const own = all.filter((source) => !source.test);

const holds = (breaches: readonly Breach[]) => expect(breaches.join("\n")).toBe("");
const binary = /\.(png|jpg|parquet|arrow|woff2|ico)$/;

describe("structure", () => {
  test("each folder imports only what the layout table allows it", () => {
    holds(all.flatMap(layoutBreaches));
  });

  test("ARCHITECTURE.md shows that table", () => {
    const missing = layoutRows().filter((row) => !read("ARCHITECTURE.md").includes(row));
    expect(missing.join("\n"), "rows that ARCHITECTURE.md lacks").toBe("");
  });

  test("imports form no cycle at run time", () => {
    holds(
      cycles(own).map(
        (cycle) => `${cycle.join(" -> ")}: a cycle of imports; move what they share into a file of its own`,
      ),
    );
  });

  test("clock, chance and environment are read only at the edge", () => {
    holds(all.flatMap(outsideBreaches));
  });

  test("nothing is left unfinished and no test is switched off", () => {
    holds(all.flatMap((source) => [...unfinishedBreaches(source), ...skippedBreaches(source)]));
  });

  test("no test changes the process that it shares with others", () => {
    holds(all.flatMap(sharedBreaches));
  });

  test("no file names a path of somebody's machine", () => {
    holds(
      files.filter((path) => !binary.test(path)).flatMap((path) => machinePathBreaches(path, read(path))),
    );
  });
});

describe("sizes", () => {
  const lines = own.map((source) => source.lines);
  const mean = lines.reduce((sum, n) => sum + n, 0) / lines.length;
  const functions = own.flatMap((source) => functionsOf(source).map((f) => ({ ...f, path: source.path })));

  test("files stay small", () => {
    const longest = own.reduce((a, b) => (a.lines >= b.lines ? a : b));
    console.log(
      `${own.length} sources, mean ${mean.toFixed(0)} lines, longest ${longest.path} with ${longest.lines}`,
    );
    const mostOf = ({ test: isTest }: { readonly test: boolean }) =>
      isTest ? limits.testLinesMax : limits.fileLinesMax;
    holds(
      all
        .filter((source) => source.lines > mostOf(source))
        .map(
          (source) =>
            `${source.path}:1 has ${source.lines} lines (at most ${mostOf(source)}); split it by subject`,
        ),
    );
    expect(
      mean,
      "mean lines of a source file: split files, or raise the ratchet on purpose",
    ).toBeLessThanOrEqual(limits.fileLinesMeanMax);
  });

  test("functions stay small", () => {
    const longest = functions.reduce((a, b) => (a.lines >= b.lines ? a : b));
    console.log(
      `${functions.length} functions, longest ${longest.name} of ${longest.path} with ${longest.lines} lines`,
    );
    holds(own.flatMap((source) => longFunctions(source, limits.functionLinesMax, longByReason)));
    const stale = Object.keys(longByReason).filter(
      (key) => !functions.some((f) => `${f.path}:${f.name}` === key && f.lines > limits.functionLinesMax),
    );
    expect(stale, "functions listed as long that are not").toEqual([]);
  });

  test("no file is large", () => {
    holds(
      files
        .filter((path) => sizeOf(path) > limits.bytesMax)
        .map(
          (path) =>
            `${path}:1 has ${sizeOf(path)} bytes (at most ${limits.bytesMax}); generate or download it instead`,
        ),
    );
  });

  test("files are named in kebab-case", () => {
    const named = /^[.]?[a-z0-9]+(?:[-.][a-z0-9]+)*$/;
    holds(
      all
        .map(({ path }) => path)
        .filter((path) => !path.split("/").every((part) => named.test(part)))
        .map((path) => `${path}:1 is not kebab-case; rename it`),
    );
  });
});
