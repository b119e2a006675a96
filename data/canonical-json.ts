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
  return recordText(value as Readonly<Record<string, unknown>>);
}

function recordText(record: Readonly<Record<string, unknown>>): string {
  let text = "";
  for (const [key, label] of memberOrder(Object.keys(record))) {
    const member = record[key];
    if (member !== undefined) text += `${text === "" ? "" : ","}${label}${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

type Members = readonly (readonly [key: string, label: string])[];

const orders = new Map<string, Members>();
const ordersMax = 1_000;

/** Keys in order, each with its label. Lists of a hundred thousand equal records are common: they are sorted once. */
function memberOrder(keys: readonly string[]): Members {
  // The count tells {} from {"": …}; keys that hold a NUL themselves are not remembered, so that no two orders are one.
  const id = `${keys.length}\0${keys.join("\0")}`;
  const known = orders.get(id);
  if (known) return known;
  const order = [...keys].sort().map((key) => [key, `${JSON.stringify(key)}:`] as const);
  if (orders.size >= ordersMax) orders.clear();
  if (!keys.some((key) => key.includes("\0"))) orders.set(id, order);
  return order;
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
