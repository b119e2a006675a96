/**
 * JSON in one way only: keys sorted, members that are undefined left out, numbers such that reading gives back the
 * same float64. What JSON cannot hold: NaN becomes null, and an infinity 1e999, which reads as an infinity again.
 *
 * @example
 * canonicalJson({ b: [1, -0], a: Number.NaN }) // => '{"a":null,"b":[1,-0]}'
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `[${Array.from(value as ArrayLike<unknown>, canonicalJson).join(",")}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

const numberText = (value: number): string =>
  Number.isNaN(value)
    ? "null"
    : !Number.isFinite(value)
      ? `${value > 0 ? "" : "-"}1e999`
      : Object.is(value, -0)
        ? "-0"
        : String(value);

/**
 * Reads what {@link canonicalJson} wrote, with every null a NaN again.
 *
 * @example
 * readCanonicalJson('{"a":[null,1]}') // => { a: [Number.NaN, 1] }
 */
export const readCanonicalJson = (text: string): unknown =>
  JSON.parse(text, (_key, value) => (value === null ? Number.NaN : value));
