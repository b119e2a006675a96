import { assert } from "../../core/errors.ts";

const tag = "$bot4";
const tagged = `"${tag}"`;

/**
 * A value as JSON that gives every number back bit for bit: what JSON has no word for (NaN, infinities, -0, columns of
 * numbers) travels under a tag. Fields that are undefined are left out.
 *
 * @example
 * toText({ price: 100.5, rate: Number.NaN }) // => '{"price":100.5,"rate":{"$bot4":"NaN"}}'
 */
export const toText = (value: unknown): string => JSON.stringify(value, tagValue) ?? "null";

/**
 * The value that {@link toText} wrote.
 *
 * @example
 * fromText('{"rate":{"$bot4":"Infinity"}}') // => { rate: Number.POSITIVE_INFINITY }
 */
export const fromText = (text: string): unknown =>
  // A reviver costs ten times the parsing, and few records hold what needs it.
  text.includes(tagged) ? JSON.parse(text, untagValue) : JSON.parse(text);

function tagValue(key: string, value: unknown): unknown {
  assert(key !== tag || isWord(value), `no field of a record is called ${tag}`);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return { [tag]: String(value) };
    return Object.is(value, -0) ? { [tag]: "-0" } : value;
  }
  if (value instanceof Float64Array) return { [tag]: Array.from(value, wordOf) };
  return value;
}

const wordOf = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

const isWord = (value: unknown): boolean => typeof value === "string" || Array.isArray(value);

function untagValue(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const word = (value as Readonly<Record<string, unknown>>)[tag];
  if (word === undefined) return value;
  return Array.isArray(word) ? Float64Array.from(word, Number) : Number(word);
}
