import { transformSync } from "@swc/wasm-typescript";
import { lineAt } from "../tidy/scan.ts";

/** An `@example` of a documentation comment. */
export interface Example {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Every `@example` of a source, each to the next tag or the end of its comment. */
export function examplesOf(path: string, text: string): Example[] {
  return [...text.matchAll(/\/\*\*([\s\S]*?)\*\//g)].flatMap(({ index, 1: comment }) =>
    [...comment!.matchAll(/^[ \t*]*@example\b[ \t]*([\s\S]*?)(?=^[ \t*]*@\w|$(?![\s\S]))/gm)].map(
      (match) => ({
        path,
        line: lineAt(text, index + 3 + match.index),
        text: match[1]!
          .split("\n")
          .map((line) => line.replace(/^\s*\* ?/, ""))
          .filter((line) => !line.startsWith("```"))
          .join("\n")
          .trim(),
      }),
    ),
  );
}

/** What an example's scope offers and how it loads what it imports. */
export interface Scope {
  readonly names: Readonly<Record<string, unknown>>;
  readonly load: (specifier: string) => Promise<Record<string, unknown>>;
}

interface Check {
  readonly expression: string;
  readonly got: () => Promise<unknown>;
  readonly wanted: () => unknown;
}

const promise = /^(.*?);?\s*\/\/ =>\s*(.*)$/;
const imported = /^import\s+(?:(\w+)\s*,?\s*)?(\{[^}]*\})?\s*from\s*"([^"]+)";?$/gm;
const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (...values: unknown[]) => Promise<void>;

/**
 * Runs an example. A line `expression // => value` must hold: deep equality, numbers to 1e-12, or
 * `// => throws text` for an error whose message holds the text. Other lines are statements, run in order.
 * Returns what failed, in words.
 */
export async function runExample({ text }: Example, scope: Scope): Promise<string[]> {
  const names = Object.keys(scope.names).filter((name) => /^[\w$]+$/.test(name) && name !== "default");
  const failures: string[] = [];
  const expect = async (check: Check) => {
    const failure = await judge(check);
    if (failure !== undefined) failures.push(failure);
  };
  try {
    const values = names.map((name) => scope.names[name]);
    await new AsyncFunction(...names, "__expect", "__load", bodyOf(text))(...values, expect, scope.load);
  } catch (error) {
    failures.push(`does not run: ${error instanceof Error ? error.message : String(error)}`);
  }
  return failures;
}

/** The example as the body of a function: types stripped, imports loaded, promises checked. */
function bodyOf(text: string): string {
  const lines = text.replace(imported, (_, whole, braces, from) => {
    const names = [
      whole && `default: ${whole}`,
      braces
        ?.slice(1, -1)
        .replace(/\btype\s+\w+,?/g, "")
        .replace(/ as /g, ": "),
    ];
    return `const { ${names.filter(Boolean).join(", ")} } = await __load(${JSON.stringify(from)});`;
  });
  const body = lines
    .split("\n")
    .map((line) => {
      const match = promise.exec(line);
      if (!match) return line;
      const wanted = match[2]!.startsWith("throws ")
        ? `({ throws: ${JSON.stringify(match[2]!.slice(7).replace(/^(["'])(.*)\1$/, "$2"))} })`
        : `(${match[2]})`;
      return `await __expect({ expression: ${JSON.stringify(match[1])}, got: async () => (${match[1]}), wanted: () => ${wanted} });`;
    })
    .join("\n");
  const { code } = transformSync(`async function example() {\n${body}\n}`, { mode: "strip-only" });
  return code.slice(code.indexOf("{") + 1, code.lastIndexOf("}"));
}

async function judge({ expression, got, wanted }: Check): Promise<string | undefined> {
  const want = wanted();
  const throws = isThrows(want) ? want.throws : undefined;
  try {
    const value = await got();
    if (throws !== undefined) return `${expression} gives ${show(value)}; it should throw "${throws}"`;
    return same(value, want) ? undefined : `${expression} gives ${show(value)}, not ${show(want)}`;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (throws !== undefined && message.includes(throws)) return undefined;
    return `${expression} throws "${message}"`;
  }
}

const isThrows = (value: unknown): value is { throws: string } =>
  typeof value === "object" && value !== null && Object.keys(value).join() === "throws";

const show = (value: unknown): string =>
  typeof value === "number" || value === undefined
    ? String(value)
    : (JSON.stringify(plain(value)) ?? String(value));

const plain = (value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value instanceof Map ? [...value] : value;

/** Deep equality; numbers to 1e-12 relative (absolute below 1); a typed array equals a list of its values. */
export function same(left: unknown, right: unknown): boolean {
  const [a, b] = [plain(left), plain(right)];
  if (typeof a === "number" && typeof b === "number") {
    return Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a), Math.abs(b));
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length &&
    keys.every((key) => key in b && same(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}
