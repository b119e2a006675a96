import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../engine/core/errors.ts";
import { isUserModule, pointAt } from "./user-modules.ts";

interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The innermost place of a user's own code in a stack. */
function placeOf(error: Error): Place | undefined {
  const text = error.stack ?? "";
  const places = [...text.matchAll(/(file:\/\/[^\s)]+?):(\d+)(?::(\d+))?/g)];
  for (const [, url, line, column] of places) {
    if (isUserModule(url)) {
      return { path: fileURLToPath(url!), line: Number(line), column: Number(column ?? 1) };
    }
  }
  return undefined;
}

/**
 * What to tell the user about an error that came out of his own code: its message, file and line, and the line's text.
 * An error with no trace of the user's code is a fault of ours and is given back as it is.
 */
export function asUserError(error: unknown, cwd: string): unknown {
  if (!(error instanceof Error)) return new UserError(`the strategy threw ${String(error)}`);
  if (isUserError(error)) return withPlace(error, cwd);
  // Newer versions of Node put whoever asked first into the trace; the message names the file that imports.
  const missing = missingModule(error, cwd);
  if (missing) return missing;
  const place = placeOf(error);
  if (!place) return error;
  const kind = error.name === "Error" ? "" : `${error.name}: `;
  return new UserError(`${describe(place, cwd)}: ${kind}${error.message}${lineOf(place)}`);
}

/** Told by name, not by class: a strategy may carry its own copy of the package. */
export const isUserError = (error: unknown): error is UserError =>
  error instanceof Error && error.name === "UserError";

function withPlace(error: Error, cwd: string): UserError {
  const place = placeOf(error);
  // Messages about syntax say where by themselves.
  if (!place || error.message.startsWith(place.path)) return new UserError(nearer(error.message, cwd));
  return new UserError(`${describe(place, cwd)}: ${error.message}${lineOf(place)}`);
}

/** Paths below the working folder read better relative to it. */
const nearer = (message: string, cwd: string): string => message.replaceAll(`${cwd}${sep}`, "");

const describe = ({ path, line, column }: Place, cwd: string): string => {
  const near = relative(cwd, path);
  return `${near.startsWith("..") ? path : near}:${line}:${column}`;
};

function lineOf({ path, line, column }: Place): string {
  try {
    const text = readFileSync(path, "utf8").split("\n")[line - 1];
    return text === undefined ? "" : `\n${pointAt(text, column - 1)}`;
  } catch {
    return "";
  }
}

function missingModule(error: Error, cwd: string): UserError | undefined {
  const { code } = error as { code?: string };
  return code === "ERR_MODULE_NOT_FOUND" ? new UserError(nearer(error.message, cwd)) : undefined;
}
