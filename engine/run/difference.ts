/**
 * The path and the two values at which two results differ first, by `Object.is`; undefined where they are equal.
 *
 * @example
 * difference({ a: [1, 2] }, { a: [1, 3] }) // => "a.1: 2 and 3"
 */
export function difference(left: unknown, right: unknown, path = ""): string | undefined {
  if (Object.is(left, right)) return undefined;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return `${path}: ${String(left)} and ${String(right)}`;
  }
  if (ArrayBuffer.isView(left) && ArrayBuffer.isView(right)) return columnDifference(left, right, path);
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const key of keys) {
    const found = difference(
      (left as Record<string, unknown>)[key],
      (right as Record<string, unknown>)[key],
      path === "" ? key : `${path}.${key}`,
    );
    if (found) return found;
  }
  return undefined;
}

function columnDifference(left: object, right: object, path: string): string | undefined {
  const [a, b] = [left as Float64Array, right as Float64Array];
  if (a.length !== b.length) return `${path}.length: ${a.length} and ${b.length}`;
  const at = a.findIndex((value, i) => !Object.is(value, b[i]));
  return at < 0 ? undefined : `${path}.${at}: ${a[at]} and ${b[at]}`;
}
