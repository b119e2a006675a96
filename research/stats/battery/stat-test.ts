import { refuse, suggest } from "../../../engine/core/errors.ts";
import type { Transform } from "../transform.ts";

/** What one test says of its series. */
export interface Outcome {
  readonly test: string;
  readonly statistic: number;
  /** NaN where there is none. */
  readonly p: number;
  /** The answer in words. */
  readonly verdict: string;
  /** What else was computed, by name. */
  readonly details: Readonly<Record<string, Detail>>;
}

export type Detail = number | string | boolean | readonly number[] | readonly string[];

/** Options of tests, by the names of their flags. What a test does not list it refuses. */
export interface StatOptions {
  /** Probability below which a null hypothesis is rejected. */
  readonly alpha: number;
  /** Numbers of lags, or a word for how they are chosen. */
  readonly lags?: readonly (number | string)[];
  readonly trend?: string;
  readonly model?: string;
  readonly dist?: string;
  readonly against?: string;
  readonly order?: number;
  readonly width?: number;
  readonly bars?: number;
  readonly block?: number;
  readonly blocks?: number;
  readonly resamples?: number;
  readonly seed?: number;
  readonly trials?: number;
  readonly "trial-variance"?: number;
  readonly "p-values"?: readonly number[];
}

/** Name of an option that a test may list. */
export type StatOption = Exclude<keyof StatOptions, "alpha">;

/** A statistical test as the command line runs it. */
export interface StatTest {
  readonly name: string;
  /** What it answers, with its null hypothesis. */
  readonly about: string;
  /** What it is usually made of. */
  readonly transform: Transform;
  /** One series at a time, several together, or none. */
  readonly takes: "one" | "several" | "none";
  readonly options: readonly StatOption[];
  /** A `UserError` where the series have no answer. */
  readonly run: (
    series: readonly Float64Array[],
    options: StatOptions,
    names: readonly string[],
  ) => readonly Outcome[];
}

/** One of two sentences, by whether the null hypothesis is rejected. */
export function judged(p: number, alpha: number, rejected: string, kept: string): string {
  if (Number.isNaN(p)) return "no answer: the statistic is not known";
  return p < alpha ? rejected : kept;
}

/** Lags as whole numbers; `fallback` where none are given. */
export function lagNumbers({ lags }: StatOptions, fallback: readonly number[]): readonly number[] {
  return (lags ?? fallback).map((lag) =>
    typeof lag === "number" ? lag : refuse(`--lags must be whole numbers here, such as 5,10; was "${lag}"`),
  );
}

/** One number of lags, or one of the words that a test knows. */
export function lagChoice<W extends string>(
  { lags }: StatOptions,
  words: readonly W[],
  fallback: W | number | undefined,
): W | number | undefined {
  if (lags === undefined) return fallback;
  const [lag, ...more] = lags;
  if (more.length > 0) refuse(`--lags must be one number here; was ${lags.join(",")}`);
  if (typeof lag === "number") return lag;
  return choice("--lags", lag!, words, " or a number");
}

/** One of the words that an option may be. */
export function choice<W extends string>(flag: string, given: string, words: readonly W[], beside = ""): W {
  const found = words.find((word) => word === given);
  if (found !== undefined) return found;
  const list = words.length > 0 ? words.join(", ") : "no word";
  return refuse(`${flag} must be ${list}${beside} here; was "${given}"${suggest(given, words)}`);
}
