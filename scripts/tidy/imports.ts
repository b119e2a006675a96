import { lineAt, type Scanned } from "./scan.ts";

/** One import or re-export of a file. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Erased at run time: every name of it is a type. */
  readonly typeOnly: boolean;
  /** `import("…")`, which runs only when it is reached. */
  readonly lazy: boolean;
}

const statement = /^[ \t]*(?:import|export)\s+(type\s+)?(?:([\w$*\s{},]+?)\s+from\s+)?(["'])([^"'\n]+)\3/gm;
const call = /\bimport\(\s*(["'])([^"'\n]+)\1/g;
const typeQuery = /(?:[:<|&=(,]|\bextends|\bas|\btypeof)\s*$/;

/** The imports of a source, in order, types and values told apart. */
export function importsOf({ code, bare }: Scanned): Import[] {
  const found: Import[] = [];
  for (const match of code.matchAll(statement)) {
    const [text, type, names, , specifier] = match;
    // Within a template it is text for another file.
    const quoted = !/^\s*(?:import|export)/.test(bare.slice(match.index, match.index + text.length));
    if (quoted || (!names && /^\s*export/.test(text))) continue;
    const line = lineAt(code, match.index + text.length);
    found.push({
      specifier: specifier!,
      line,
      typeOnly: type !== undefined || onlyTypes(names),
      lazy: false,
    });
  }
  for (const match of code.matchAll(call)) {
    const typeOnly =
      typeQuery.test(code.slice(0, match.index)) && /^["']\s*\)\s*[.;>,)\]|&]/.test(rest(code, match));
    found.push({ specifier: match[2]!, line: lineAt(code, match.index), typeOnly, lazy: true });
  }
  return found;
}

const rest = (code: string, match: RegExpExecArray): string =>
  code.slice(match.index + match[0].length - 1, match.index + match[0].length + 20);

/** `{ type A, type B }` imports nothing at run time. */
function onlyTypes(names: string | undefined): boolean {
  const braces = names && /^\s*\{([^}]*)\}\s*$/.exec(names);
  if (!braces) return false;
  const list = braces[1]!.split(",").filter((name) => name.trim() !== "");
  return list.length > 0 && list.every((name) => /^\s*type\s/.test(name));
}
