import { existsSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import type { FaultPlan } from "../engine/venue/faults/kinds.ts";
import { faultModes } from "../engine/venue/faults/modes.ts";
import { parseFaults } from "../engine/venue/faults/parse-faults.ts";
import type { Io } from "./io.ts";

/**
 * A fault plan by the name of its mode or from a file such as `chaos.yaml`. Throws a UserError that names file, field,
 * rule and value.
 */
export async function readFaults(word: string, io: Io): Promise<FaultPlan> {
  if ((faultModes as readonly string[]).includes(word)) return parseFaults(word);
  const path = resolve(io.cwd, word);
  if (!existsSync(path)) {
    refuse(`faults must be one of ${faultModes.join(", ")} or a file such as chaos.yaml; was ${word}`);
  }
  if (![".yaml", ".yml", ".json"].includes(extname(path))) {
    refuse(`a file of faults must end in .yaml, .yml or .json; was ${word}`);
  }
  const { loadConfig } = await import("c12");
  const { config } = await loadConfig({
    cwd: dirname(path),
    configFile: basename(path),
    rcFile: false,
    globalRc: false,
    packageJson: false,
    dotenv: false,
    extend: false,
  }).catch((error: Error) => refuse(`${word} cannot be read: ${error.message}`));
  try {
    return parseFaults(config ?? {});
  } catch (error) {
    return refuse(`${word}: ${(error as Error).message}`);
  }
}
