import type { UserError } from "../../../engine/core/errors.ts";

/** A value of a reference file. The numbers that JSON lacks are the texts NaN, Infinity and -Infinity. */
export type Json = number | string | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** How near a result must be. A text for `abs` is a rule for results that depend on chance. */
export interface Tolerance {
  readonly rel?: number;
  readonly abs?: number | string;
  readonly abs_in_sd?: string;
  readonly exact?: boolean;
  readonly min?: number;
  readonly or_se_fraction?: number;
  readonly advisory?: boolean;
  readonly note?: string;
}

/** What a case is computed from: columns of a CSV file, or values given in place, and parameters. */
export interface Input {
  readonly file?: string;
  readonly column?: string;
  readonly columns?: readonly string[];
  readonly benchmark?: string;
  readonly rows?: readonly [number, number];
  readonly transform?: string;
  readonly then?: string;
  readonly values?: readonly (number | string | null)[];
  readonly series?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly matrix?: readonly (readonly number[])[];
  readonly ohlcv?: Readonly<Record<string, readonly number[]>>;
  readonly pvalues?: readonly number[];
  readonly params?: Readonly<Record<string, Json>>;
}

/** One case of a reference file. */
export interface Case {
  readonly name: string;
  readonly input: Input;
  readonly expect: Json;
  readonly tolerance: Readonly<Record<string, Tolerance>>;
  readonly degenerate?: boolean;
  readonly boundary?: boolean;
  readonly optional?: boolean;
}

/**
 * What this project computes, in the shape of the expectation. A column answers an array, or a digest of one (first
 * and last values, checksum); an error of the user answers every NaN, null or error beneath its place.
 */
export type Got =
  | number
  | string
  | boolean
  | null
  | undefined
  | UserError
  | Float64Array
  | readonly Got[]
  | { readonly [name: string]: Got };

/** What computes the cases of one family. */
export interface Family {
  /** The result of a case, or a thrown `UserError` where there is none. */
  readonly run: (subject: Case) => Got;
  /** Resamples behind each random result: tolerances given as text depend on it. */
  readonly resamples?: number;
}
