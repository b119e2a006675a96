import { mkdtempSync, rmdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { refuse, UserError } from "../engine/core/errors.ts";
import { explainWrite } from "./catalog/files.ts";
import { checkReplaceable } from "./replaceable.ts";

/**
 * Refuses a path at which no file can be written, before a long computation: what is there must be replaceable, and its folder, or
 * the nearest above it that exists, must take something new. Nothing of the attempt stays.
 */
export function checkWritable(path: string): void {
  checkReplaceable(path);
  let folder = dirname(path);
  while (statSync(folder, { throwIfNoEntry: false }) === undefined && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  try {
    rmdirSync(mkdtempSync(join(folder, ".bot4-")));
  } catch (error) {
    const told = explainWrite(error, path);
    if (told instanceof UserError) throw told;
    refuse(`${path} cannot be written: no file can be made in ${folder}`);
  }
}
