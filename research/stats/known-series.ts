import { refuse } from "../../engine/core/errors.ts";

/**
 * Demands that a test has enough values and that all are finite. The message names the test and the first value that
 * is not known.
 */
export function demandKnown(test: string, xs: Float64Array, least: number): void {
  if (xs.length < least) {
    refuse(`${test}: needs at least ${least} ${least === 1 ? "value" : "values"}; was given ${xs.length}`);
  }
  const gap = xs.findIndex((x) => !Number.isFinite(x));
  if (gap >= 0) {
    refuse(
      `${test}: every value must be a finite number; value ${gap + 1} is ${xs[gap]}; leave gaps out first`,
    );
  }
}

/** Demands that values differ: of a constant no test can say anything. */
export function demandVariety(test: string, xs: Float64Array): void {
  if (xs.every((x) => x === xs[0]))
    refuse(`${test}: the series is constant; all ${xs.length} values are ${xs[0]}`);
}

/** Demands that a number of lags is a whole number between bounds. */
export function demandLags(test: string, lags: number, from: number, to: number): void {
  if (!(Number.isInteger(lags) && lags >= from && lags <= to)) {
    refuse(`${test}: lags must be a whole number from ${from} to ${to} here; was ${lags}`);
  }
}
