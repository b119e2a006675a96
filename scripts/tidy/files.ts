import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { importsOf } from "./imports.ts";
import { type Scanned, scan } from "./scan.ts";

/** The folder that holds package.json. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

const ignored = new Set(["node_modules", "coverage", ".git", "bot4-data", "runs"]);

/** Every file of the project by path relative to its root, with `/`. */
export function projectFiles(folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name) && !/^dist(\.\d|$)|\.(tgz|log)$/.test(entry.name))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? projectFiles(path) : entry.isFile() ? [path] : [];
    })
    .sort();
}

export const sizeOf = (path: string): number => statSync(join(root, path)).size;
export const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** A TypeScript file of the project, parsed once. */
export interface Source extends Scanned {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly test: boolean;
  readonly imports: ReturnType<typeof importsOf>;
}

export function parse(path: string, text: string): Source {
  const scanned = scan(text);
  return {
    path,
    text,
    lines: text.trimEnd().split("\n").length,
    test: /\.test\.ts$|^test\/|\/testing\//.test(path),
    imports: importsOf(scanned),
    ...scanned,
  };
}

/** All TypeScript files of the project. */
export const sources = (): Source[] =>
  projectFiles()
    .filter((path) => /\.(ts|mts|mjs|js)$/.test(path))
    .map((path) => parse(path, read(path)));

/** The project path that a relative import of a file means. */
export const target = (from: string, specifier: string): string =>
  posix.normalize(posix.join(posix.dirname(from), specifier));
