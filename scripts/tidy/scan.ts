/** A source text with what is not code blanked out; line breaks stay, so positions and line numbers hold. */
export interface Scanned {
  /** Comments blanked. */
  readonly code: string;
  /** Comments and the insides of strings, templates and regular expressions blanked. */
  readonly bare: string;
}

const regexpMayFollow =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|delete|void|throw|new))\s*$/;

/** Reads TypeScript just well enough to tell code from comments and quoted text. */
export function scan(text: string): Scanned {
  const parts = createParts(text);
  // Template substitutions that are open: at which depth of braces each one closes.
  const templates: number[] = [];
  let depth = 0;
  /** From the start of a template's text (after a backtick or a closed substitution) to its end or next substitution. */
  const template = (): void => {
    let end = parts.at();
    while (end < text.length && text[end] !== "`" && !text.startsWith("${", end))
      end += text[end] === "\\" ? 2 : 1;
    parts.take("quoted", end);
    if (text[end] === "`") parts.take("code", end + 1);
    else if (end < text.length) {
      parts.take("code", end + 2);
      templates.push(depth++);
    }
  };
  for (let i = 0; i < text.length; i = parts.at()) {
    const char = text[i]!;
    if (text.startsWith("//", i) || (i === 0 && text.startsWith("#!")))
      parts.take("comment", endOf(text, "\n", i));
    else if (text.startsWith("/*", i)) parts.take("comment", endOf(text, "*/", i) + 2);
    else if (char === '"' || char === "'") parts.takeQuoted(endOfQuoted(text, i, char));
    else if (char === "/" && regexpMayFollow.test(parts.before())) parts.takeQuoted(endOfRegexp(text, i));
    else {
      parts.take("code", i + 1);
      if (char === "{") depth++;
      if (char === "}") depth--;
      if (char === "`" || (char === "}" && templates[templates.length - 1] === depth)) {
        if (char === "}") templates.pop();
        template();
      }
    }
  }
  return parts.done();
}

type Part = "code" | "quoted" | "comment";

/** The two texts of a scan, grown piece by piece. */
function createParts(text: string) {
  let at = 0;
  let code = "";
  let bare = "";
  const take = (part: Part, end: number): void => {
    const piece = text.slice(at, end);
    const blank = piece.replace(/[^\n]/g, " ");
    code += part === "comment" ? blank : piece;
    bare += part === "code" ? piece : blank;
    at = end;
  };
  return {
    at: () => at,
    take,
    /** Keeps the quotes themselves, so that a blanked string still reads as one. */
    takeQuoted: (end: number): void => {
      take("code", at + 1);
      take("quoted", end - 1);
      take("code", end);
    },
    /** The last of the code, to tell a regular expression from a division. */
    before: () => bare.slice(-40),
    done: (): Scanned => ({ code, bare }),
  };
}

function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from + 1);
  return at < 0 ? text.length : at;
}

function endOfQuoted(text: string, from: number, quote: string): number {
  let i = from + 1;
  while (i < text.length && text[i] !== quote && text[i] !== "\n") i += text[i] === "\\" ? 2 : 1;
  return Math.min(i + 1, text.length);
}

function endOfRegexp(text: string, from: number): number {
  let i = from + 1;
  let inClass = false;
  while (i < text.length && text[i] !== "\n" && (inClass || text[i] !== "/")) {
    if (text[i] === "[") inClass = true;
    if (text[i] === "]") inClass = false;
    i += text[i] === "\\" ? 2 : 1;
  }
  return Math.min(i + 1, text.length);
}

/** Line number, from 1, of a position. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < position; i = text.indexOf("\n", i + 1)) line++;
  return line;
}

/** Position of the bracket that closes the one at `open`, in text whose strings are blanked; -1 if none does. */
export function closing(bare: string, open: number): number {
  const pairs: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]" };
  const mark = bare[open]!;
  let depth = 0;
  for (let i = open; i < bare.length; i++) {
    if (bare[i] === mark) depth++;
    else if (bare[i] === pairs[mark] && --depth === 0) return i;
  }
  return -1;
}
