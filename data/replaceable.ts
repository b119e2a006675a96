import { lstatSync } from "node:fs";
import { refuse } from "../engine/core/errors.ts";

/**
 * Refuses a path at which something is that is no ordinary file: a rename over it would replace a device, a socket or a
 * link of the system itself.
 */
export function checkReplaceable(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || found.isFile()) return;
  const what = found.isDirectory()
    ? "a folder"
    : found.isSymbolicLink()
      ? "a link"
      : found.isSocket()
        ? "a socket"
        : found.isFIFO()
          ? "a pipe"
          : "a device";
  refuse(`${path} must be an ordinary file or not be there; was ${what}; name a file`);
}
