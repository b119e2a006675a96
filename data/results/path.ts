import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { checkWritable } from "../writable.ts";

/** Refuses a path at which no file of such an ending can be made; asked before a long computation, too. */
export function checkResultsPath(path: string, ending = ".parquet"): void {
  if (!path.endsWith(ending)) refuse(`${path} must end in ${ending}`);
  const folder = dirname(path);
  if (!existsSync(folder)) refuse(`${path} cannot be written: the folder ${folder} does not exist`);
  checkWritable(path);
}
