import type { Argv } from "yargs";
import { suggest, UserError } from "../engine/core/errors.ts";
import { commands, nameOf } from "./commands/index.ts";

/** The message for a mistyped command line, with the nearest command or flag. */
export function mendUsage(message: string, parser: Argv): UserError {
  const unknownFlags = /^Unknown arguments?: (.*)$/.exec(message)?.[1];
  if (unknownFlags !== undefined) return new UserError(unknownMessage(unknownFlags.split(", "), parser));
  const didYouMean = /^Did you mean (.*)\?$/.exec(message)?.[1];
  if (didYouMean !== undefined) return new UserError(`unknown command; did you mean "${didYouMean}"?`);
  const missing = /^Not enough non-option arguments/.test(message);
  const plain = missing ? "an argument is missing" : message.charAt(0).toLowerCase() + message.slice(1);
  return new UserError(`${plain.split("\n").join("; ")} (see bot4 --help)`);
}

function unknownMessage(words: readonly string[], parser: Argv): string {
  // yargs names an unknown flag twice: as it was typed, and in camel case.
  const word = words[0]!;
  const { key = {} } = (
    parser as unknown as { getOptions(): { key?: Record<string, unknown> } }
  ).getOptions();
  const flags = Object.keys(key).filter((name) => name.length > 1 && !/[A-Z]/.test(name));
  return `unknown flag --${word}${suggest(word, flags).replace('"', '"--')}`;
}

/** The message for an unknown command. */
export const unknownCommand = (word: string): UserError =>
  new UserError(
    `unknown command "${word}"${suggest(word, commands.map(nameOf)) || "; bot4 --help lists them all"}`,
  );
