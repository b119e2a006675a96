import { refuse } from "../../../engine/core/errors.ts";

/** Refuses what is no whole number of bars of at least one, or of `least`. */
export function demandBars(subject: string, bars: number, least = 1): void {
  if (!(Number.isInteger(bars) && bars >= least)) {
    refuse(`${subject} must be a whole number of at least ${least}; was ${bars}`);
  }
}
