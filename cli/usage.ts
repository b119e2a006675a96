import type { Argv } from "yargs";
import { refuse, suggest, UserError } from "../engine/core/errors.ts";
import { typedAfter } from "./arguments.ts";

/** Refuses a word that is none of the names that may stand there. */
export function checkName(group: string, word: string | undefined, names: readonly string[]): void {
  if (word === undefined || word.startsWith("-") || names.includes(word)) return;
  const prefix = group === "" ? "" : `${group} `;
  const near = suggest(word, names).replace('"', `"${prefix}`);
  refuse(`unknown command "${prefix}${word}"${near || `; bot4 ${prefix}--help lists them all`}`);
}

/** The message for a mistyped command line, with the nearest flag, or the arguments that the command takes. */
export function mendUsage(message: string, parser: Argv, argv: readonly string[], usage: string): UserError {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1];
  if (unknown !== undefined)
    return new UserError(unknownMessage(unknown.split(", ")[0]!, usage, parser, argv));
  if (/^Not enough non-option arguments/.test(message)) {
    return new UserError(`an argument is missing: ${usage} (see --help)`);
  }
  const choice = /Argument: ([^,]+), Given: (.*), Choices: (.*)/.exec(message);
  if (choice) return new UserError(choiceMessage(choice[1]!, choice[2]!, choice[3]!, usage));
  const lines = message.split("\n").map((line) => line.trim());
  const text = lines.filter((line) => line !== "").join(" ");
  return new UserError(`${text.charAt(0).toLowerCase()}${text.slice(1)} (see ${usage} --help)`);
}

function choiceMessage(name: string, given: string, choices: string, usage: string): string {
  const subject = new RegExp(`[<[]${name}[\\].>]`).test(usage) ? name : `--${name}`;
  const words = choices.replaceAll('"', "");
  return `${subject} must be one of ${words}; was ${given}${suggest(given.replaceAll('"', ""), words.split(", "))}`;
}

function unknownMessage(word: string, usage: string, parser: Argv, argv: readonly string[]): string {
  const flagged = argv.some(
    (typed) => typed.startsWith("-") && typed.replace(/^--?(no-)?/, "").startsWith(word),
  );
  if (!flagged) return `unknown argument "${word}": ${usage}`;
  // The types of yargs leave this out; it holds every flag of the command that was called.
  const { key = {} } = (parser as unknown as { getOptions(): { key?: object } }).getOptions();
  // Who slips on a flag rarely slips on its first letter: `--fast` is no `--cash`.
  const flags = Object.keys(key).filter((name) => name.length > 1 && name[0] === word[0]);
  const near = suggest(word, flags).replace('"', '"--');
  const value = typedAfter(word, argv) ?? "";
  const shown = value === "" || value.startsWith("-") ? "…" : value;
  const param =
    Object.hasOwn(key, "param") && argv.some((typed) => typed.startsWith("--"))
      ? `; a parameter of the strategy is given as --param ${word}=${shown}`
      : "";
  return `unknown flag --${word}${near || `${param} (see ${usage} --help)`}`;
}
