import { refuse } from "../../engine/core/errors.ts";

/** What is made of a column before it is tested. */
export type Transform = "raw" | "log" | "diff" | "return" | "log-return";

/** Names of the transforms. */
export const transforms = [
  "raw",
  "log",
  "diff",
  "return",
  "log-return",
] as const satisfies readonly Transform[];

/**
 * A column transformed: as it is, its logarithm, its change, its change as a fraction of the value before (return), or
 * the change of its logarithm. The last three are one value shorter. A `UserError` naming the column where it is not
 * positive and must be.
 *
 * @example
 * [...transformed("close", Float64Array.of(100, 110, 99), "diff")] // => [10, -11]
 */
export function transformed(name: string, xs: Float64Array, transform: Transform): Float64Array {
  if (transform === "raw") return xs;
  if (transform !== "diff") demandPositive(name, xs, transform);
  switch (transform) {
    case "log":
      return xs.map(Math.log);
    case "diff":
      return xs.subarray(1).map((x, i) => x - xs[i]!);
    case "return":
      return xs.subarray(1).map((x, i) => x / xs[i]! - 1);
    case "log-return":
      return xs.subarray(1).map((x, i) => Math.log(x) - Math.log(xs[i]!));
  }
}

function demandPositive(name: string, xs: Float64Array, transform: Transform): void {
  const at = xs.findIndex((x) => x <= 0);
  if (at >= 0) {
    refuse(
      `${transform} of ${name}: every value must be greater than 0; value ${at + 1} is ${xs[at]}; ` +
        "take --transform raw or diff",
    );
  }
}
