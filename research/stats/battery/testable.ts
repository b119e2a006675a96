import { refuse } from "../../../engine/core/errors.ts";
import { selectionTests } from "./selection.ts";
import type { StatTest } from "./stat-test.ts";

/**
 * Fewer values than these are not tested from the command line. All p-values here are those of a limit, or of tables that
 * begin about there: of a handful of values a test says next to nothing, in whatever direction, and prints it as surely.
 */
export const valuesLeast = 20;

/**
 * Refuses a column that a test could only answer with a number that means nothing: one that is too short, or constant,
 * told by its own values and not by what a transform makes of them. A strategy among those tried may well stay flat.
 */
export function demandTestable(test: StatTest, name: string, values: Float64Array): void {
  const n = values.length;
  if (n < valuesLeast) {
    refuse(
      `${test.name} needs at least ${valuesLeast} values; ${name} has ${n}: p is that of a limit, from which so few are far`,
    );
  }
  if (selectionTests.includes(test)) return;
  if (values.every((x) => x === values[0])) {
    refuse(`${test.name}: ${name} is constant; all ${n} values are ${values[0]}`);
  }
}
