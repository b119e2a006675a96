import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { refuse, suggest } from "../../engine/core/errors.ts";
import { packageRoot } from "../package-root.ts";

const extensions = [".ts", ".mts", ".js", ".mjs", "/index.ts", "/index.js"];

/** Whether a module is a user's own: neither compiled code of this package nor an installed package. */
export function isUserModule(url: string | undefined): boolean {
  if (!url?.startsWith("file:")) return false;
  const path = fileURLToPath(url);
  return !path.startsWith(join(packageRoot(), "dist/")) && !/[\\/]node_modules[\\/]/.test(path);
}

/** Whether a module is TypeScript, whose types must be stripped before Node reads it. */
export const isTypeScript = (url: string): boolean =>
  url.startsWith("file:") && [".ts", ".mts"].includes(extname(fileURLToPath(url)));

/**
 * The URL that an import names where Node's own resolution would not find it: an entry of this package, from any
 * folder, so that a strategy shares the modules of the command line; or a relative path without its extension or
 * with that of the compiled file. Undefined leaves it to Node.
 */
export function resolveImport(specifier: string, parentUrl: string | undefined): string | undefined {
  if (specifier === "bot4" || specifier.startsWith("bot4/")) return packageEntry(specifier);
  if (!/^\.{0,2}\//.test(specifier) || !parentUrl?.startsWith("file:")) return undefined;
  const path = resolve(dirname(fileURLToPath(parentUrl)), specifier);
  if (isFile(path)) return undefined;
  const bare = path.replace(/\.m?js$/, "");
  const found = extensions.map((extension) => bare + extension).find(isFile);
  return found === undefined ? undefined : pathToFileURL(found).href;
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

function packageEntry(specifier: string): string {
  const root = packageRoot();
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    exports: Record<string, string | { default: string }>;
  };
  const entry = exports[specifier.replace(/^bot4/, ".")];
  if (entry === undefined) {
    const entries = Object.keys(exports).map((key) => key.replace(/^\./, "bot4"));
    refuse(`no module "${specifier}" in bot4${suggest(specifier, entries)} It has ${entries.join(", ")}`);
  }
  return pathToFileURL(join(root, typeof entry === "string" ? entry : entry.default)).href;
}

/** Megabytes of WebAssembly, read only where there is TypeScript. */
const stripper = (): typeof import("@swc/wasm-typescript") =>
  createRequire(import.meta.url)("@swc/wasm-typescript");

/** What the type stripper throws: a plain object. */
interface SyntaxProblem {
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
}

/**
 * JavaScript of a TypeScript file: types become blanks, so that lines and columns stay. Throws a UserError with file,
 * line and the line's text for a syntax error, and for the few forms that are more than types (enums, namespaces,
 * parameter properties).
 */
export function stripTypes(path: string, source: string): string {
  try {
    return stripper().transformSync(source, { mode: "strip-only", filename: path }).code;
  } catch (problem) {
    const { message, startLine, startColumn } = problem as SyntaxProblem;
    if (startLine === undefined) throw problem;
    const line = source.split("\n")[startLine - 1] ?? "";
    const mend = message.includes("strip-only")
      ? "; write it in plain JavaScript with types (a const object for an enum, a module for a namespace)"
      : "";
    refuse(`${path}:${startLine}:${startColumn + 1}: ${message}${mend}\n${pointAt(line, startColumn)}`);
  }
}

/** A line of code with a caret under the column. */
export function pointAt(line: string, column: number): string {
  return `  ${line}\n  ${line.slice(0, column).replace(/[^\t]/g, " ")}^`;
}
