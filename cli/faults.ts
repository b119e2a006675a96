import { refuse, UserError } from "../engine/core/errors.ts";
import type { FaultPlan } from "../engine/venue/faults/kinds.ts";
import { faultModes } from "../engine/venue/faults/modes.ts";
import { parseFaults } from "../engine/venue/faults/parse-faults.ts";
import type { Io } from "./io.ts";
import { isThere, readRecord } from "./record-file.ts";

/**
 * A fault plan by the name of its mode or from a file such as `chaos.yaml`. Throws a UserError that names file, field,
 * rule and value.
 */
export async function readFaults(word: string, io: Io): Promise<FaultPlan> {
  if ((faultModes as readonly string[]).includes(word)) return parseFaults(word);
  if (!isThere(word, io)) {
    refuse(`faults must be one of ${faultModes.join(", ")} or a file such as chaos.yaml; was ${word}`);
  }
  const given = await readRecord(word, io);
  try {
    return parseFaults(given);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return refuse(`${word}: ${error.message}`);
  }
}
