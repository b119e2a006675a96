/** Where two values differ, as the path of a field, and what they are there. */
export interface Difference {
  /** Such as `settings.limits.account.maxDrawdown`; empty for the values themselves. */
  readonly field: string;
  readonly was: unknown;
  readonly is: unknown;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isSame = (was: unknown, is: unknown): boolean =>
  Object.is(was, is) || (isUnknown(was) && isUnknown(is)) || (was === undefined && is === null);

/** JSON writes NaN as null. */
const isUnknown = (value: unknown): boolean => value === null || Number.isNaN(value);

/**
 * The first field, in alphabetical order, in which two JSON values differ; undefined where they are equal. What is
 * undefined counts as absent, and NaN as null, as JSON has them.
 *
 * @example
 * firstDifference({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } })?.field // => "b.c"
 */
export const firstDifference = (was: unknown, is: unknown, field = ""): Difference | undefined =>
  allDifferences(was, is, field).next().value;

/** All of them, in that order. */
export function* allDifferences(was: unknown, is: unknown, field = ""): Generator<Difference, undefined> {
  if (isSame(was, is)) return;
  if (!isRecord(was) || !isRecord(is) || Array.isArray(was) !== Array.isArray(is)) {
    yield { field, was, is };
    return;
  }
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  for (const name of names) {
    const inner = Array.isArray(was) ? `${field}[${name}]` : field === "" ? name : `${field}.${name}`;
    const [before, after] = [own(was, name), own(is, name)];
    if (before === undefined && after === undefined) continue;
    if (before === undefined || after === undefined) yield { field: inner, was: before, is: after };
    else yield* allDifferences(before, after, inner);
  }
}

const own = (record: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(record, name) ? record[name] : undefined;
