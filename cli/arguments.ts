import { refuse } from "../engine/core/errors.ts";
import type { Flags } from "./command.ts";

/**
 * Refuses what yargs lets pass: a number that is none, a flag given twice that takes one value, a flag whose value is
 * missing.
 */
export function checkArguments(
  args: Readonly<Record<string, unknown>>,
  flags: Flags,
  argv: readonly string[],
): void {
  for (const [name, { type, array }] of Object.entries(flags)) {
    const value = args[name];
    if (value === undefined) continue;
    if (Array.isArray(value) && !array)
      refuse(`--${name} must be given once; was given ${value.length} times`);
    if (type === "number" && Number.isNaN(value)) {
      refuse(`--${name} must be a number; was "${rawValue(name, argv)}"`);
    }
    if ([value].flat().some((item) => item === "")) refuse(`--${name} must have a value; it has none`);
  }
}

/** The word after a flag as it was typed. */
function rawValue(name: string, argv: readonly string[]): string {
  const flag = `--${name}`;
  const at = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = argv[at] ?? "";
  return word.includes("=") ? word.slice(word.indexOf("=") + 1) : (argv[at + 1] ?? "");
}

/**
 * The list that a flag such as `--symbols A,B` gives, whether its items come in one word or in several.
 *
 * @example
 * splitList(["A,B", "C"]) // => ["A", "B", "C"]
 */
export const splitList = (words: string | readonly string[] | undefined): string[] =>
  [words ?? []]
    .flat()
    .flatMap((word) => word.split(","))
    .map((word) => word.trim())
    .filter((word) => word !== "");
