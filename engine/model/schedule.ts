import { createHash } from "node:crypto";
import { refuse } from "../core/errors.ts";
import type { Artefact } from "./artefact.ts";
import { artefactHash } from "./artefact-hash.ts";

/** An artefact and the time from which on it is the one that predicts. */
export interface Stage {
  /** Open of the first bar that it predicts on, ms since 1970 UTC. */
  readonly fromMs: number;
  readonly artefact: Artefact;
}

/** A model that is trained again and again: the last stage that has begun predicts; before the first nothing does. */
export type Schedule = readonly Stage[];

/** A time before every bar: the earliest that a Date can hold. */
export const beginningMs = -8.64e15;
const stagesMax = 10_000;

/**
 * A schedule of one artefact that is valid at all times, or the given schedule, checked.
 * Throws a UserError where it is empty, or its stages do not rise in time.
 */
export function scheduleOf(given: Artefact | Schedule): Schedule {
  const schedule = "model" in given ? [{ fromMs: beginningMs, artefact: given }] : given;
  if (schedule.length === 0 || schedule.length > stagesMax) {
    refuse(`a schedule must have 1 to ${stagesMax} stages; it has ${schedule.length}`);
  }
  for (const [k, { fromMs }] of schedule.entries()) {
    if (!Number.isInteger(fromMs)) refuse(`fromMs of stage ${k} must be whole milliseconds; was ${fromMs}`);
    if (k > 0 && !(fromMs > schedule[k - 1]!.fromMs)) {
      refuse(`fromMs of stage ${k} must be later than that of the stage before; was ${fromMs}`);
    }
  }
  return schedule;
}

/** Names of the features that the stages take, each once, in the order in which they are first met. */
export const featuresOf = (schedule: Schedule): string[] => [
  ...new Set(schedule.flatMap(({ artefact }) => artefact.features)),
];

/** SHA-256, in hexadecimal, over the times and the artefacts of a schedule. */
export const scheduleHash = (schedule: Schedule): string =>
  createHash("sha256")
    .update(schedule.map(({ fromMs, artefact }) => `${fromMs} ${artefactHash(artefact)}\n`).join(""))
    .digest("hex");
