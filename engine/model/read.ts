import { refuse } from "../core/errors.ts";

/** A record out of what is not trusted. The helpers of this file name the field and throw a UserError. */
export function recordOf(name: string, given: unknown): Readonly<Record<string, unknown>> {
  if (typeof given !== "object" || given === null || Array.isArray(given) || ArrayBuffer.isView(given)) {
    refuse(`${name} must be a record; was ${Array.isArray(given) ? "a list" : String(given)}`);
  }
  return given as Readonly<Record<string, unknown>>;
}

/** Float64 values, all finite; of the given length where one is told. */
export function floatsOf(name: string, given: unknown, length?: number): Float64Array {
  if (!(given instanceof Float64Array)) refuse(`${name} must be a block of float64 values`);
  demandLength(name, given, length);
  if (!given.every(Number.isFinite)) refuse(`${name} must hold finite numbers only`);
  return given;
}

/** Int32 values; of the given length where one is told. */
export function integersOf(name: string, given: unknown, length?: number): Int32Array {
  if (!(given instanceof Int32Array)) refuse(`${name} must be a block of int32 values`);
  demandLength(name, given, length);
  return given;
}

function demandLength(name: string, given: ArrayLike<number>, length: number | undefined): void {
  if (length !== undefined && given.length !== length) {
    refuse(`${name} must hold ${length} values; it holds ${given.length}`);
  }
}

/** A finite number. */
export function numberOf(name: string, given: unknown): number {
  if (typeof given !== "number" || !Number.isFinite(given)) {
    refuse(`${name} must be a finite number; was ${String(given)}`);
  }
  return given;
}

/** A whole number of at least 0. */
export function countOf(name: string, given: unknown): number {
  if (!Number.isSafeInteger(given) || (given as number) < 0) {
    refuse(`${name} must be a whole number of at least 0; was ${String(given)}`);
  }
  return given as number;
}

/** A text of at most so many characters. */
export function textOf(name: string, given: unknown, charactersMax = 1000): string {
  if (typeof given !== "string" || given.length > charactersMax) {
    refuse(`${name} must be a text of at most ${charactersMax} characters`);
  }
  return given;
}

/** One of several words. */
export function wordOf<const T extends string>(name: string, given: unknown, words: readonly T[]): T {
  if (!words.includes(given as T)) refuse(`${name} must be one of ${words.join(", ")}; was ${String(given)}`);
  return given as T;
}
