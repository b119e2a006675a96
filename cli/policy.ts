import { refuse } from "../engine/core/errors.ts";
import { parsePolicy } from "../research/validate/parse-policy.ts";
import type { Policy } from "../research/validate/policy.ts";
import type { Io } from "./io.ts";
import { isThere, readRecord } from "./record-file.ts";

/** The policy of the gate: the default one, or that of a file (JSON, YAML, …), which says what differs. */
export async function policyOf(path: string | undefined, io: Io): Promise<Policy> {
  if (path === undefined) return parsePolicy();
  if (!isThere(path, io)) refuse(`--policy must be a file that exists; was "${path}"`);
  return parsePolicy(await readRecord(path, io));
}
