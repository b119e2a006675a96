import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import type { Io } from "./io.ts";

/** Whether a path that a flag gives names something that is there. */
export const isThere = (path: string, io: Io): boolean => existsSync(resolve(io.cwd, path));

/** The record that a file (JSON, YAML, TOML, …) holds. Throws a UserError for one that cannot be read. */
export async function readRecord(path: string, io: Io): Promise<Readonly<Record<string, unknown>>> {
  const { loadConfig } = await import("c12");
  const options = {
    rcFile: false,
    globalRc: false,
    packageJson: false,
    dotenv: false,
    extend: false,
  } as const;
  const { config } = await loadConfig({
    configFile: resolve(io.cwd, path),
    cwd: io.cwd,
    ...options,
  }).catch((error: Error) => refuse(`${path} cannot be read: ${error.message}`));
  return config ?? {};
}
