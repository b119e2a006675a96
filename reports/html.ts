/** A piece of markup that is known to be safe: built by {@link html}, where every untrusted part was escaped. */
export interface Html {
  readonly markup: string;
}

/** What {@link html} accepts between its parts: text is escaped, markup is kept, nothing and false vanish. */
export type Part = Html | string | number | false | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters, and the marks that reverse the reading order: neither belongs in a name, both can disguise one. */
const disguises = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Text made safe for an element's content or a quoted attribute.
 *
 * @example
 * escapeText('<img src="x">') // => "&lt;img src=&quot;x&quot;&gt;"
 */
export function escapeText(text: string): string {
  return text.replace(disguises, "\ufffd").replace(/[&<>"']/g, (character) => entities[character]!);
}

function markupOf(part: Part): string {
  if (part === false || part === undefined) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return String(part);
  if ("markup" in part) return part.markup;
  return part.map(markupOf).join("");
}

/**
 * Builds markup from a template. Whatever is put in between is escaped unless it is markup itself, so that a name
 * out of a file or a strategy cannot become a tag. Attributes must be quoted.
 *
 * @example
 * html`<b>${"a < b"}</b>`.markup // => "<b>a &lt; b</b>"
 */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  let markup = parts[0]!;
  for (let i = 0; i < values.length; i++) markup += markupOf(values[i]) + parts[i + 1]!;
  return { markup };
}

/** Takes text of our own (a style sheet, a drawing) as markup. Never for anything that came from outside. */
export const trusted = (markup: string): Html => ({ markup });

/**
 * JSON that can stand inside a script element: no `<` ends it early, no line separator breaks it, NaN and
 * infinities become null.
 *
 * @example
 * embedJson({ name: "</script>" }).markup // => '{"name":"\\u003c/script>"}'
 */
export function embedJson(value: unknown): Html {
  const text = JSON.stringify(value);
  const safe = text.replace(/[<\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return { markup: safe };
}
