import { refuse } from "../core/errors.ts";

/** A typed parameter: how a value is checked, what it is by default, and where a search may look for it. */
export interface Param<T = unknown> {
  readonly type: "int" | "num" | "choice" | "flag" | "artefact";
  readonly fallback: T | undefined;
  /** Search space of numbers, both ends included. */
  readonly from?: number;
  readonly to?: number;
  readonly step?: number;
  readonly log?: boolean;
  readonly choices?: readonly T[];
  /** The rule in words, as messages and `--help` print it. */
  readonly rule: string;
  readonly accepts: (value: unknown) => boolean;
}

/** A parameter that has a default, so that a caller may leave it out. */
export interface DefaultParam<T> extends Param<T> {
  readonly fallback: T;
}

export type Params = Readonly<Record<string, Param>>;
export type ValueOf<P> = P extends Param<infer T> ? T : never;
export type ValuesOf<P extends Params> = { readonly [K in keyof P]: ValueOf<P[K]> };

interface Range {
  /** Least value, included. */
  readonly from?: number;
  /** Greatest value, included. */
  readonly to?: number;
  /** Distance of neighbours in a grid search; 1 for whole numbers. */
  readonly step?: number;
  /** Search on a logarithmic scale. */
  readonly log?: boolean;
}

function ranged(type: "int" | "num", fallback: number | undefined, range: Range): Param<number> {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = range;
  const noun = type === "int" ? "a whole number" : "a number";
  const bounds = [
    Number.isFinite(from) ? `at least ${from}` : "",
    Number.isFinite(to) ? `at most ${to}` : "",
  ].filter((bound) => bound !== "");
  return {
    type,
    fallback,
    ...range,
    rule: [noun, bounds.join(" and ")].filter((part) => part !== "").join(" of "),
    accepts: (value) =>
      typeof value === "number" &&
      Number.isFinite(value) &&
      (type === "num" || Number.isInteger(value)) &&
      value >= from &&
      value <= to,
  };
}

/** A whole number with a default and, for searches, a range. */
export const int = (fallback: number, range: Range = {}): DefaultParam<number> =>
  ranged("int", fallback, range) as DefaultParam<number>;

/** A number with a default and, for searches, a range. */
export const num = (fallback: number, range: Range = {}): DefaultParam<number> =>
  ranged("num", fallback, range) as DefaultParam<number>;

/** One of several values, the first argument by default. */
export const choice = <const T extends string | number>(
  fallback: T,
  choices: readonly T[],
): DefaultParam<T> => ({
  type: "choice",
  fallback,
  choices,
  rule: `one of ${choices.join(", ")}`,
  accepts: (value) => choices.includes(value as T),
});

/** Yes or no. */
export const flag = (fallback: boolean): DefaultParam<boolean> => ({
  type: "flag",
  fallback,
  choices: [false, true],
  rule: "true or false",
  accepts: (value) => typeof value === "boolean",
});

/**
 * A trained model, by the path of its file and the sha256 of its bytes: `models/trend.model#1f…`. It has no default and
 * no range to search.
 */
export const artefact = (): Param<string> => ({
  type: "artefact",
  fallback: undefined,
  rule: "the file of a trained model (bot4 train writes one)",
  accepts: (value) => typeof value === "string" && /.#[0-9a-f]{64}$/s.test(value),
});

/** A window length of an operator: a whole number of bars, at least `from` (1 unless told), that has no default. */
export const window = (from = 1): Param<number> => ranged("int", undefined, { from });

/**
 * Checks given values against their parameters and fills in defaults, in the declared order.
 * Throws a UserError that names the subject, the parameter, the rule and the value.
 */
export function resolveParams<P extends Params>(
  subject: string,
  params: P,
  given: Readonly<Record<string, unknown>>,
): ValuesOf<P> {
  for (const name of Object.keys(given)) {
    if (!(name in params)) {
      refuse(
        `${subject}: unknown parameter "${name}"; it has ${Object.keys(params).join(", ") || "no parameters"}`,
      );
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(params)) {
    const value = given[name] ?? param.fallback;
    if (!param.accepts(value)) refuse(`${subject}: ${name} must be ${param.rule}; was ${String(value)}`);
    values[name] = value;
  }
  return values as ValuesOf<P>;
}
