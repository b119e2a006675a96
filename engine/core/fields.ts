import { refuse, suggest } from "./errors.ts";

/** What a field of a record must be: the rule in words, and the test of a value. */
export type FieldRule = readonly [rule: string, accepts: (value: unknown) => boolean];

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** A finite number in [from, to]. */
export const between = (from: number, to: number, rule = `a number in [${from}, ${to}]`): FieldRule => [
  rule,
  (value) => isNumber(value) && value >= from && value <= to,
];

/** A finite number above a bound. */
export const above = (from: number): FieldRule => [
  `a number above ${from}`,
  (value) => isNumber(value) && value > from,
];

/** One of several words. */
export const oneOf = (...words: readonly string[]): FieldRule => [
  `one of ${words.join(", ")}`,
  (value) => words.includes(value as string),
];

/** Yes or no. */
export const yesNo: FieldRule = ["true or false", (value) => typeof value === "boolean"];

/** The same rule, for a field that may be left out. */
export const optional = ([rule, accepts]: FieldRule): FieldRule => [
  rule,
  (value) => value === undefined || accepts(value),
];

/**
 * Checks a record against the rules of its fields. Throws a UserError that names the field, its rule and the value;
 * for a field that is not known, the one that was probably meant. `prefix` stands before the names in messages.
 */
export function checkFields(
  noun: string,
  given: object,
  rules: Readonly<Record<string, FieldRule>>,
  prefix = "",
): void {
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) refuse(`unknown ${noun} "${prefix}${name}"${suggest(name, Object.keys(rules))}`);
    if (!rule[1](value)) refuse(`${prefix}${name} must be ${rule[0]}; was ${shown(value)}`);
  }
}

/** JSON has no word for NaN and infinity: it would show them as null. */
const shown = (value: unknown): string => (typeof value === "number" ? String(value) : JSON.stringify(value));
