import { refuse, suggest } from "../../engine/core/errors.ts";

/** What an expression may compute with. */
export type Value = number | string | boolean;
export type Kind = "number" | "text" | "boolean";
type Values = Readonly<Record<string, unknown>>;

/** A compiled part of an expression, with its text for messages. */
interface Term {
  readonly kind: Kind;
  readonly text: string;
  readonly of: (params: Values) => Value;
}

interface Token {
  readonly kind: "number" | "text" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

interface Reader {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly kinds: Readonly<Record<string, Kind>>;
  at: number;
}

/** How strongly the two-sided signs bind, the loosest first. */
const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];
const deepest = 100;

/**
 * Compiles a condition on parameters, such as `fast < slow && kind != "wide"`: numbers, texts in quotes, `true` and
 * `false`, names of parameters, `+ - * / %`, comparisons, `&& || !` and parentheses. Nothing of it is run as code. `kinds`
 * says of each name what it holds. Throws a UserError for what does not parse, an unknown name, or kinds that do not fit.
 *
 * @example
 * parseCondition("2 * fast < slow", { fast: "number", slow: "number" })({ fast: 5, slow: 12 }) // => true
 */
export function parseCondition(
  source: string,
  kinds: Readonly<Record<string, Kind>>,
): (params: Values) => boolean {
  const reader: Reader = { source, tokens: tokensOf(source), kinds, at: 0 };
  const term = readLevel(reader, 0, 0);
  const rest = reader.tokens[reader.at]!;
  if (rest.kind !== "end") fail(reader, rest, `"${rest.text}" is not expected there`);
  if (term.kind !== "boolean") {
    refuse(`--where must be a condition, such as fast < slow; "${source}" gives a ${term.kind}`);
  }
  return term.of as (params: Values) => boolean;
}

const pattern =
  /\s*(?:(?<number>\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|(?<text>"[^"]*"|'[^']*')|(?<name>[A-Za-z_$][\w$]*)|(?<sign>&&|\|\||[=!<>]=|[-+*/%<>!()]))/iy;

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (source.slice(at).trim() !== "") {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (!found) {
      const rest = source.slice(at).trim();
      const mend = rest.startsWith("=") ? "; two values are compared by ==" : "";
      refuse(`--where "${source}": "${rest[0]}" is not understood${mend}`);
    }
    const [kind, text] = Object.entries(found.groups!).find(([, value]) => value !== undefined)!;
    tokens.push({ kind: kind as Token["kind"], text: text!, at: pattern.lastIndex - text!.length });
    at = pattern.lastIndex;
  }
  return [...tokens, { kind: "end", text: "the end", at: source.length }];
}

function fail({ source }: Reader, { at }: Token, what: string): never {
  return refuse(`--where "${source}", character ${at + 1}: ${what}`);
}

/** Reads a chain of signs that bind equally strongly, from the left. */
function readLevel(reader: Reader, level: number, depth: number): Term {
  const signs = levels[level];
  if (!signs) return readUnary(reader, depth);
  let left = readLevel(reader, level + 1, depth);
  for (;;) {
    const token = reader.tokens[reader.at]!;
    if (token.kind !== "sign" || !signs.includes(token.text)) return left;
    reader.at++;
    left = joined(reader, token, left, readLevel(reader, level + 1, depth));
  }
}

function readUnary(reader: Reader, depth: number): Term {
  const token = reader.tokens[reader.at++]!;
  if (depth > deepest) fail(reader, token, `more than ${deepest} parentheses and signs within each other`);
  if (token.text === "!" && token.kind === "sign") {
    const term = expecting(reader, token, "boolean", readUnary(reader, depth + 1));
    return { kind: "boolean", text: `!${term.text}`, of: (params) => !term.of(params) };
  }
  if (token.text === "-" && token.kind === "sign") {
    const term = expecting(reader, token, "number", readUnary(reader, depth + 1));
    return { kind: "number", text: `-${term.text}`, of: (params) => -(term.of(params) as number) };
  }
  if (token.text === "(" && token.kind === "sign") {
    const term = readLevel(reader, 0, depth + 1);
    const end = reader.tokens[reader.at++]!;
    if (end.text !== ")") fail(reader, end, `a closing parenthesis is missing before ${quoted(end)}`);
    return { ...term, text: `(${term.text})` };
  }
  return readPlain(reader, token);
}

function readPlain(reader: Reader, token: Token): Term {
  const { text, kind: word } = token;
  if (word === "number") return constant("number", Number(text), text);
  if (word === "text") return constant("text", text.slice(1, -1), text);
  if (word !== "name") return fail(reader, token, `a value is missing before ${quoted(token)}`);
  if (text === "true" || text === "false") return constant("boolean", text === "true", text);
  const { kinds } = reader;
  if (!Object.hasOwn(kinds, text)) {
    const names = Object.keys(kinds);
    const list = names.length > 0 ? `; there are ${names.join(", ")}` : "";
    fail(
      reader,
      token,
      `no parameter "${text}"${suggest(text, names) || list} (a text stands in quotes: '${text}')`,
    );
  }
  const kind = kinds[text]!;
  // A choice may mix numbers with words; it is compared as words then.
  if (kind === "text") return { kind, text, of: (params) => String(params[text]) };
  return { kind, text, of: (params) => params[text] as Value };
}

const quoted = ({ kind, text }: Token): string => (kind === "end" ? text : `"${text}"`);
const constant = (kind: Kind, value: Value, text: string): Term => ({ kind, text, of: () => value });

function expecting(reader: Reader, sign: Token, kind: Kind, term: Term): Term {
  if (term.kind === kind) return term;
  return fail(reader, sign, `${sign.text} needs a ${kind}; ${term.text} is a ${term.kind}`);
}

type Join = (a: Term["of"], b: Term["of"]) => Term["of"];
const numbers =
  (apply: (a: number, b: number) => Value): Join =>
  (a, b) =>
  (params) =>
    apply(a(params) as number, b(params) as number);

const joins: Readonly<Record<string, Join>> = {
  "+": numbers((a, b) => a + b),
  "-": numbers((a, b) => a - b),
  "*": numbers((a, b) => a * b),
  "/": numbers((a, b) => a / b),
  "%": numbers((a, b) => a % b),
  "<": numbers((a, b) => a < b),
  "<=": numbers((a, b) => a <= b),
  ">": numbers((a, b) => a > b),
  ">=": numbers((a, b) => a >= b),
  "==": (a, b) => (params) => a(params) === b(params),
  "!=": (a, b) => (params) => a(params) !== b(params),
  "&&": (a, b) => (params) => (a(params) as boolean) && b(params),
  "||": (a, b) => (params) => (a(params) as boolean) || b(params),
};

function joined(reader: Reader, sign: Token, left: Term, right: Term): Term {
  const { text } = sign;
  const equality = text === "==" || text === "!=";
  const logical = text === "&&" || text === "||";
  if (equality && left.kind !== right.kind) {
    fail(reader, sign, `${text} compares a ${left.kind} (${left.text}) with a ${right.kind} (${right.text})`);
  }
  if (!equality)
    for (const term of [left, right]) expecting(reader, sign, logical ? "boolean" : "number", term);
  return {
    kind: "+-*/%".includes(text) ? "number" : "boolean",
    text: `${left.text} ${text} ${right.text}`,
    of: joins[text]!(left.of, right.of),
  };
}
