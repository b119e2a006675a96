import { closing, lineAt, type Scanned } from "./scan.ts";

/** A function body of a source. */
export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

const control = /\b(?:if|for|while|switch|catch|with)\s*$/;

/** Every function of a source with its length in lines, head to closing brace. */
export function functionsOf({ bare }: Scanned): FunctionSize[] {
  const found: FunctionSize[] = [];
  for (let open = bare.indexOf("("); open >= 0; open = bare.indexOf("(", open + 1)) {
    const before = bare.slice(Math.max(0, open - 200), open);
    // A function around a whole script, `(() => {`, is its scope and not a step of work.
    if (control.test(before) || /(?:^|\n|= )\($/.test(before)) continue;
    const body = bodyAfter(bare, closing(bare, open) + 1);
    if (body < 0) continue;
    const line = lineAt(bare, open);
    const name =
      /([\w$]+)\s*(?:=\s*(?:async\s*)?|:\s*(?:async\s*)?)?(?:<[^()]*>)?\s*$/.exec(before)?.[1] ??
      "(anonymous)";
    found.push({ name, line, lines: lineAt(bare, closing(bare, body)) - line + 1 });
  }
  return found;
}

/** Position of the brace that opens a function's body after its parameters, or -1 if they are no parameters. */
function bodyAfter(bare: string, from: number): number {
  if (from === 0) return -1;
  let i = from;
  let inType = false;
  let last = ")";
  while (i < bare.length) {
    const char = bare[i]!;
    if (/\s/.test(char)) i++;
    else if (char === "{") {
      // In a return type a brace follows punctuation; the body's follows the end of a type, or an arrow.
      if (!inType || /[\w$\])}>"'`]/.test(last)) return i;
      i = closing(bare, i) + 1;
      if (i === 0) return -1;
      last = "}";
    } else if (char === "(" || char === "[") {
      if (!inType) return -1;
      i = closing(bare, i) + 1;
      if (i === 0) return -1;
      last = ")";
    } else if (bare.startsWith("=>", i)) {
      const next = i + 2 + (/^\s*/.exec(bare.slice(i + 2))?.[0].length ?? 0);
      return bare[next] === "{" ? next : -1;
    } else if (char === ":" && !inType) {
      inType = true;
      last = char;
      i++;
    } else if (inType && /[\w$.<>|&,"'`\s]/.test(char)) {
      if (char === "," && !bare.slice(from, i).includes("<")) return -1;
      last = char;
      i++;
    } else return -1;
  }
  return -1;
}
