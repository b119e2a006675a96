/**
 * Text of a file as messages show it: control and format characters, which a terminal would obey, as `\\u{…}`, and not
 * too much of it.
 *
 * @example
 * printable("a\u0007b") // => "a\\u{7}b"
 */
export function printable(text: string, longest = 60): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}]/gu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
}
