/** A fenced block of a Markdown text. */
export interface Block {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** What follows the language: `run`, or the name of a file. */
  readonly note: string;
  readonly text: string;
}

/** A piece of text and its line. */
export interface Piece {
  readonly line: number;
  readonly text: string;
}

export interface Markdown {
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Inline code. */
  readonly codes: readonly Piece[];
  /** Targets of links and pictures. */
  readonly links: readonly Piece[];
}

/** Reads the parts of a Markdown text that can be checked. */
export function parseMarkdown(path: string, text: string): Markdown {
  const blocks: Block[] = [];
  const codes: Piece[] = [];
  const links: Piece[] = [];
  let open: { line: number; language: string; note: string; lines: string[] } | undefined;
  for (const [index, content] of text.split("\n").entries()) {
    const line = index + 1;
    const fence = /^```(\w*)[ \t]*(.*)$/.exec(content);
    if (open && fence) {
      blocks.push({ line: open.line, language: open.language, note: open.note, text: open.lines.join("\n") });
      open = undefined;
    } else if (fence) open = { line, language: fence[1]!, note: fence[2]!.trim(), lines: [] };
    else if (open) open.lines.push(content);
    else {
      for (const match of content.matchAll(/`([^`]+)`/g)) codes.push({ line, text: match[1]! });
      for (const match of content.matchAll(/\]\(([^)\s]+)\)/g)) links.push({ line, text: match[1]! });
    }
  }
  if (open) throw new Error(`${path}:${open.line} a fenced block is not closed`);
  return { path, blocks, codes, links };
}

/** Shell commands of a document: lines of its sh blocks (continuations joined, comments dropped) and inline code. */
export function commandsOf({ blocks, codes }: Markdown): Piece[] {
  const lines = blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ line, text }) =>
      [...text.matchAll(/(?:\\\n|.)+/g)].map(({ index, 0: content }) => ({
        line: line + text.slice(0, index).split("\n").length,
        text: content
          .replace(/\\\n\s*/g, " ")
          .replace(/(^|\s)#.*$/, "")
          .trim(),
      })),
    );
  return [...lines, ...codes].flatMap(({ line, text }) =>
    text.split(/\s*(?:&&|\|\||[|;])\s*/).map((command) => ({ line, text: command.trim() })),
  );
}
