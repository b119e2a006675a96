import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { refuse, suggest } from "../../engine/core/errors.ts";
import type { Strategy } from "../../engine/graph/strategy.ts";
import type { Io } from "../io.ts";
import { packageRoot } from "../package-root.ts";
import { importUserModule } from "./import-user-module.ts";
import { asUserError } from "./user-error.ts";

/** A strategy with the identity of its source. */
export interface LoadedStrategy {
  readonly strategy: Strategy;
  /** The name or path by which it was asked for. */
  readonly target: string;
  /** sha256 over all files of the user that it is made of, sorted by path relative to the first. */
  readonly sourceHash: string;
}

const looksLikePath = (target: string): boolean => /[/\\]|\.(ts|mts|js|mjs)$/.test(target);

/**
 * Loads a strategy: one that is shipped, by its name, or a TypeScript or JavaScript file as it stands. Throws a
 * UserError for an unknown name, a missing file, a syntax error (with file, line and text), or a file that exports no
 * strategy.
 */
export async function loadStrategy(target: string, io: Io): Promise<LoadedStrategy> {
  return looksLikePath(target) ? loadFile(target, io) : loadShipped(target);
}

async function loadShipped(target: string): Promise<LoadedStrategy> {
  const { strategies, trainedStrategies } = await import("../../strategies/index.ts");
  const all: Readonly<Record<string, Strategy>> = { ...strategies, ...trainedStrategies };
  const strategy = Object.hasOwn(all, target) ? all[target] : undefined;
  if (!strategy) {
    const names = Object.keys(all);
    const near = suggest(target, names);
    refuse(
      `unknown strategy "${target}"${near || `; shipped are ${names.join(", ")}`}` +
        " (a strategy of your own is given as a path, such as ./my-strategy.ts)",
    );
  }
  const path = join(packageRoot(), "strategies", `${target}.ts`);
  return { strategy, target, sourceHash: hashFiles([path]) };
}

async function loadFile(target: string, io: Io): Promise<LoadedStrategy> {
  const path = resolve(io.cwd, target);
  if (!existsSync(path)) refuse(`no strategy file ${target} in ${io.cwd}`);
  const { exports, urls } = await io
    .compute(() => importUserModule(path))
    .catch((error) => {
      throw asUserError(error, io.cwd);
    });
  const strategy = exports.default;
  if (!isStrategy(strategy)) {
    refuse(
      `${target} must export a strategy by default (export default strategy({ … })); ` +
        (strategy === undefined ? "it has no default export" : `its default export is ${describe(strategy)}`),
    );
  }
  return { strategy, target, sourceHash: hashFiles(urls.map((url) => fileURLToPath(url))) };
}

const isStrategy = (value: unknown): value is Strategy =>
  typeof value === "object" && value !== null && (value as Strategy).kind === "strategy";

const describe = (value: unknown): string =>
  value === null ? "null" : typeof value === "object" ? "another object" : `a ${typeof value}`;

/** Paths relative to the first file, so that a project hashes alike wherever it lies. */
function hashFiles(paths: readonly string[]): string {
  const base = dirname(paths[0]!);
  const files = paths.map((path) => ({ name: relative(base, path).replaceAll("\\", "/"), path }));
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash("sha256");
  for (const { name, path } of files) {
    const text = readFileSync(path);
    hash.update(`${name}\0${text.length}\0`).update(text);
  }
  return hash.digest("hex");
}
