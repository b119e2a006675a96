import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { isUserError } from "./load/user-error.ts";
import { shortPath } from "./report.ts";
import { eraseLine } from "./stages.ts";

/** What the operating system refuses, in words. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would become larger than this process may write",
  EROFS: "the file system is read-only",
  EEXIST: "a file of that name is in the way",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  EMFILE: "too many open files",
};

/** What a program asks of the system, in words where the system's own are strange. */
const verbs: Readonly<Record<string, string>> = {
  mkdir: "make the folder",
  scandir: "list",
  lstat: "look at",
  stat: "look at",
  fsync: "write",
  unlink: "remove",
  rmdir: "remove",
};

type SystemError = Pick<NodeJS.ErrnoException, "code" | "path" | "syscall">;

/** Tells an error on `io.err` and gives its exit code. Only a fault of the program itself shows its stack. */
export function explain(error: unknown, io: Io): number {
  if (io.terminal) io.err(eraseLine);
  const mistake = userMessage(error, io);
  if (mistake !== undefined) {
    io.err(`bot4: ${mistake}\n`);
    const { exitCode } = error as { exitCode?: number };
    return exitCode ?? exitCodes.badInput;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`bot4: a fault of bot4 itself; please report it with what you ran.\n${stack}\n`);
  return exitCodes.bug;
}

/** What the system refused, in words; undefined for what is not its doing. */
export const systemWords = ({ code, syscall }: SystemError): string | undefined =>
  code === undefined || syscall === undefined ? undefined : systemErrors[code];

function userMessage(error: unknown, io: Io): string | undefined {
  if (isUserError(error)) return error.message;
  const failure = (error ?? {}) as SystemError;
  const { path, syscall = "" } = failure;
  const words = systemWords(failure);
  if (words === undefined) return undefined;
  return `cannot ${verbs[syscall] ?? syscall} ${path === undefined ? "a file" : shortPath(path, io)}: ${words}`;
}
