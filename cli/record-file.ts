import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import type { Io } from "./io.ts";

/** Whether a path that a flag gives names something that is there. */
export const isThere = (path: string, io: Io): boolean => existsSync(resolve(io.cwd, path));

/** The record that a file (JSON, YAML, TOML, …) holds. Throws a UserError for one that is empty or cannot be read. */
export async function readRecord(path: string, io: Io): Promise<Readonly<Record<string, unknown>>> {
  const file = resolve(io.cwd, path);
  if (isEmpty(file))
    refuse(`${path} is empty; write the record into it, in JSON or YAML, or leave the flag out`);
  const { loadConfig } = await import("c12");
  const options = {
    rcFile: false,
    globalRc: false,
    packageJson: false,
    dotenv: false,
    extend: false,
  } as const;
  const { config } = await loadConfig({
    configFile: file,
    cwd: io.cwd,
    ...options,
  }).catch((error: Error) => refuse(`${path} cannot be read: ${error.message}`));
  return config ?? {};
}

/** Whether a file holds nothing, or nothing but comments and the signs of nothing: the loader has no answer to those. */
const isEmpty = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.isFile() === true &&
  /^(?:null|~)?$/.test(
    readFileSync(file, "utf8")
      .replace(/^\uFEFF/, "")
      .replace(/^\s*(?:#.*|---|\.\.\.)$/gm, "")
      .trim(),
  );
