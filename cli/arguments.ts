import { refuse } from "../engine/core/errors.ts";
import type { Flags } from "./command.ts";

/**
 * Refuses what yargs lets pass: a number that is none, a flag given twice that takes one value, a flag whose value is
 * missing, a switch with a value.
 */
export function checkArguments(
  args: Readonly<Record<string, unknown>>,
  flags: Flags,
  argv: readonly string[],
): void {
  for (const [name, { type, array }] of Object.entries(flags)) {
    checkTyped(name, type, argv);
    const value = args[name];
    if (value === undefined) continue;
    if (Array.isArray(value) && !array)
      refuse(`--${name} must be given once; was given ${value.length} times`);
    if (type === "number" && Number.isNaN(value)) {
      refuse(`--${name} must be a number; was "${typedAfter(name, argv)}"`);
    }
    if ([value].flat().some((item) => item === "")) refuse(`--${name} must have a value; it has none`);
  }
}

/** Refuses a flag that was typed without the value that it takes, or a switch with one. */
function checkTyped(name: string, type: Flags[string]["type"], argv: readonly string[]): void {
  const value = typedAfter(name, argv);
  if (value === undefined) return;
  if (type === "boolean") {
    const word = argv[indexOf(name, argv)]!;
    if (word.includes("=") && !["true", "false"].includes(value)) {
      refuse(`--${name} must be given without a value; was "${value}"`);
    }
  } else if (value === "" || /^--?[a-z]/i.test(value)) refuse(`--${name} must have a value; it has none`);
}

const indexOf = (name: string, argv: readonly string[]): number =>
  argv.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));

/** What was typed as the value of a flag: after its `=`, or the next word; undefined where the flag was not typed. */
export function typedAfter(name: string, argv: readonly string[]): string | undefined {
  const at = indexOf(name, argv);
  if (at < 0) return undefined;
  const word = argv[at]!;
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
