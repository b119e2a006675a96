import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { commandsOf, type Markdown, type Piece } from "./markdown.ts";

/** What a document names may be checked against. */
export interface World {
  /** Folder that holds package.json. */
  readonly root: string;
  /** Help text of `bot4 …words`, or undefined where there is no such command. */
  readonly help: (words: readonly string[]) => string | undefined;
  /** Flags of all commands, without their hyphens. */
  readonly flags: ReadonlySet<string>;
  /** Names that the document may call: exports of the package's entry points, or of any source. */
  readonly exported: ReadonlySet<string>;
}

const say = (path: string, { line, text }: Piece, what: string): string =>
  `${path}:${line} \`${text}\`: ${what}`;

/** npm scripts that a document calls and package.json does not have. */
export function wrongScripts(document: Markdown, { root }: World): string[] {
  const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as {
    scripts: Record<string, string>;
  };
  return commandsOf(document).flatMap((piece) => {
    const match = /^npm (?:run (?:--silent )?([\w:-]+)|(test)\b)/.exec(piece.text);
    const name = match?.[1] ?? match?.[2];
    return name === undefined || name in scripts
      ? []
      : [say(document.path, piece, `package.json has no script "${name}"`)];
  });
}

/** Commands and flags of `bot4` that a document names and its help does not. */
export function wrongCommands(document: Markdown, { help }: World): string[] {
  return commandsOf(document).flatMap((piece) => {
    const call = /^(?:npx |npm run (?:--silent )?)?bot4(?: --(?= ))?(?: (.*))?$/.exec(piece.text);
    if (!call) return [];
    const parts = (call[1] ?? "").split(/\s+/).filter((part) => part !== "");
    const words = parts.slice(0, parts.findIndex((part) => !/^[a-z][a-z-]*$/.test(part)) >>> 0);
    const found = deepestHelp(words, help);
    if (found === undefined) return [say(document.path, piece, `bot4 has no command "${words[0]}"`)];
    return parts
      .filter((part) => part.startsWith("--") && part !== "--")
      .map((part) => part.replace(/=.*$/, ""))
      .filter((flag) => !new RegExp(`${flag}(?![\\w-])`).test(found) && !isNegation(flag, found))
      .map((flag) => say(document.path, piece, `"bot4 ${words.join(" ")}" has no flag ${flag}`));
  });
}

/** Flags that a document names by themselves and that no command of `bot4` has. */
export function wrongFlags({ path, codes }: Markdown, { flags }: World): string[] {
  return codes.flatMap((piece) => {
    const flag = /^--([a-z][\w-]*)/.exec(piece.text)?.[1];
    if (flag === undefined || flags.has(flag) || flags.has(flag.replace(/^no-/, ""))) return [];
    return [say(path, piece, `no command of bot4 has the flag --${flag}`)];
  });
}

/** Flags that the given help texts list. */
export const flagsFrom = (texts: Iterable<string>): Set<string> =>
  new Set([...texts].flatMap((text) => [...text.matchAll(/--([a-z][\w-]*)/g)].map((match) => match[1]!)));

/** Help of all commands by their words: those that the general help lists, and theirs in turn. */
export async function helpFrom(
  ask: (argv: readonly string[]) => Promise<string>,
  words: readonly string[] = [],
): Promise<Map<string, string>> {
  const text = await ask([...words, "--help"]);
  const found = new Map([[words.join(" "), text]]);
  const below = new RegExp(`^  bot4 ${words.map((word) => `${word} `).join("")}([a-z][a-z-]*)`, "gm");
  if (words.length < 2) {
    for (const [, name] of text.matchAll(below)) {
      for (const entry of await helpFrom(ask, [...words, name!])) found.set(...entry);
    }
  }
  return found;
}

const isNegation = (flag: string, text: string): boolean =>
  flag.startsWith("--no-") && new RegExp(`--${flag.slice(5)}(?![\\w-])`).test(text);

/** Help of the longest run of words that is a command; words after it are arguments. */
function deepestHelp(words: readonly string[], help: World["help"]): string | undefined {
  if (words.length === 0) return help([]);
  for (let n = Math.min(2, words.length); n >= 1; n--) {
    const text = help(words.slice(0, n));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Files and folders that a document names in code or links, does not itself show, and that are not there. */
export function wrongPaths({ path, blocks, codes, links }: Markdown, { root }: World): string[] {
  const shown = new Set(blocks.map(({ note }) => note));
  const folders = "cli|engine|strategies|data|research|reports|notebooks|bench|scripts|docs|\\.ci";
  const inside = new RegExp(`^(?:(?:${folders})/[\\w./-]*|[\\w.-]+\\.(?:md|json|config\\.ts|test\\.ts))$`);
  const named = codes.filter(({ text }) => inside.test(text) && !/^(?:bot4\.config|tsconfig\.my)/.test(text));
  const linked = links
    .filter(({ text }) => !/^(?:[a-z]+:|#)/.test(text))
    .map(({ line, text }) => ({ line, text: posix.join(posix.dirname(path), text.replace(/#.*$/, "")) }));
  return [...named, ...linked]
    .filter(({ text }) => !shown.has(text) && !existsSync(`${root}/${text}`))
    .map((piece) => say(path, piece, "there is no such file or folder"));
}

/** Functions that a document names as `name()` or `name(arguments)`, does not itself show, and that nothing exports. */
export function wrongExports({ path, codes, blocks }: Markdown, { exported }: World): string[] {
  const ownCode = blocks.map(({ text }) => text).join("\n");
  return codes.flatMap((piece) => {
    const name = /^([a-z][A-Za-z0-9]*)\(/.exec(piece.text)?.[1];
    if (name === undefined || exported.has(name) || new RegExp(`\\b${name}\\b`).test(ownCode)) return [];
    return [say(path, piece, `nothing that it may speak of exports ${name}`)];
  });
}
