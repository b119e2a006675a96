/** The order of the keys of every record within a value, by the path to it; without those that are sorted anyway. */
export type KeyOrder = Readonly<Record<string, readonly string[]>>;

/**
 * Remembers in which order keys were declared, which canonical JSON forgets. Lists are not looked into.
 *
 * @example
 * keyOrder({ slow: 20, fast: { b: 1, a: 2 } }) // => { "": ["slow", "fast"], ".fast": ["b", "a"] }
 */
export function keyOrder(value: unknown, path = ""): KeyOrder {
  if (!isRecord(value)) return {};
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const keys = members.map(([key]) => key);
  const sorted = keys.every((key, i) => i === 0 || keys[i - 1]! < key);
  const within = members.map(([key, member]) => keyOrder(member, `${path}.${key}`));
  return Object.assign(sorted ? {} : { [path]: keys }, ...within) as KeyOrder;
}

/**
 * The value with the keys of its records in the order that was remembered; those not remembered come last, as they are.
 *
 * @example
 * Object.keys(inKeyOrder({ fast: 1, slow: 2 }, { "": ["slow", "fast"] })) // => ["slow", "fast"]
 */
export function inKeyOrder<T>(value: T, order: KeyOrder, path = ""): T {
  if (!isRecord(value)) return value;
  const first = (Object.hasOwn(order, path) ? order[path]! : []).filter((key) => Object.hasOwn(value, key));
  const keys = [...new Set([...first, ...Object.keys(value)])];
  return Object.fromEntries(keys.map((key) => [key, inKeyOrder(value[key], order, `${path}.${key}`)])) as T;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
