import { refuse, suggest } from "../../../engine/core/errors.ts";
import { dependenceTests } from "./dependence.ts";
import { labelTests } from "./labels.ts";
import { memoryTests } from "./memory.ts";
import { performanceTests } from "./performance.ts";
import { selectionTests } from "./selection.ts";
import { shapeTests } from "./shape.ts";
import type { StatOption, StatOptions, StatTest } from "./stat-test.ts";
import { togetherTests } from "./together.ts";
import { unitRootTests } from "./unit-root.ts";
import { volatilityTests } from "./volatility.ts";

/** All tests that the command line runs. */
export const statTests: readonly StatTest[] = [
  ...shapeTests,
  ...unitRootTests,
  ...dependenceTests,
  ...memoryTests,
  ...volatilityTests,
  ...performanceTests,
  ...togetherTests,
  ...labelTests,
  ...selectionTests,
];

/** A test by its name. */
export function statTest(name: string): StatTest {
  const found = statTests.find((test) => test.name === name);
  if (found) return found;
  const names = [...statTests.map((test) => test.name), "all", "list"];
  return refuse(`unknown test "${name}"${suggest(name, names) || "; bot4 stats list names them all"}`);
}

/** Refuses options that a test has no use for. */
export function demandOptions(
  { name, options }: Pick<StatTest, "name" | "options">,
  given: StatOptions,
): void {
  const known: readonly string[] = ["alpha", ...options];
  const odd = Object.keys(given).find((option) => !known.includes(option)) as StatOption | undefined;
  if (odd === undefined) return;
  const takes =
    options.length > 0 ? `it takes ${options.map((each) => `--${each}`).join(", ")}` : "it takes none";
  refuse(`${name} has no --${odd}; ${takes}`);
}
