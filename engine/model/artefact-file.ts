import { refuse } from "../core/errors.ts";
import type { Artefact } from "./artefact.ts";
import { parseCalibration } from "./calibration.ts";
import { canonical, parseCanonical } from "./canonical.ts";
import { parseModel } from "./kinds.ts";
import { parsePreparation } from "./preparation.ts";
import { countOf, numberOf, recordOf, textOf, wordOf } from "./read.ts";
import { type Schedule, scheduleHash, scheduleOf } from "./schedule.ts";
import { parseSpread } from "./spread.ts";

const format = "bot4-model-1";
/** What a file may hold at most, so that a hostile one cannot exhaust memory. */
const limits = { charactersMax: 256 * 2 ** 20, featuresMax: 10_000, stagesMax: 10_000 };

/**
 * The text of a model's file: canonical JSON of its schedule with its hash. A single artefact is a schedule of one
 * stage that holds at all times. Equal schedules give equal texts.
 */
export function writeArtefacts(given: Artefact | Schedule): string {
  const schedule = scheduleOf(given);
  return `${canonical({ format, schedule, sha256: scheduleHash(schedule) })}\n`;
}

/**
 * The schedule of a file's text, which is not trusted: its size is limited, every field checked, its hash verified.
 * Throws a UserError that names what is wrong.
 */
export function parseArtefacts(text: string): Schedule {
  const { charactersMax, stagesMax } = limits;
  if (text.length > charactersMax) {
    refuse(`a model file must have at most ${charactersMax} characters; it has ${text.length}`);
  }
  const file = recordOf("model file", parseCanonical("model file", text));
  wordOf("format", file.format, [format]);
  if (!Array.isArray(file.schedule) || file.schedule.length > stagesMax) {
    refuse(`schedule must be a list of at most ${stagesMax} stages`);
  }
  const schedule = scheduleOf(
    file.schedule.map((given, k) => {
      const { fromMs, artefact } = recordOf(`stage ${k}`, given);
      return { fromMs: numberOf(`fromMs of stage ${k}`, fromMs), artefact: artefactOf(artefact) };
    }),
  );
  const hash = scheduleHash(schedule);
  if (file.sha256 !== hash) {
    refuse(`sha256 of the model file is ${hash}; the file says ${String(file.sha256)}: it was changed since`);
  }
  return schedule;
}

function artefactOf(given: unknown): Artefact {
  const fields = recordOf("artefact", given);
  const features = namesOf(fields.features);
  const trained = recordOf("trainedOn", fields.trainedOn);
  const { preparation, calibration, spread } = fields;
  return {
    features,
    model: parseModel(fields.model, features.length),
    missing: wordOf("missing", fields.missing, ["refuse", "take"]),
    ...(preparation === undefined ? {} : { preparation: parsePreparation(preparation, features.length) }),
    ...(calibration === undefined ? {} : { calibration: parseCalibration(calibration) }),
    trainedOn: {
      fingerprint: textOf("trainedOn.fingerprint", trained.fingerprint),
      rows: countOf("trainedOn.rows", trained.rows),
    },
    ...(spread === undefined ? {} : { spread: parseSpread(spread, features.length) }),
    seed: numberOf("seed", fields.seed),
    code: textOf("code", fields.code),
  };
}

function namesOf(given: unknown): readonly string[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > limits.featuresMax) {
    refuse(`features must be a list of 1 to ${limits.featuresMax} names`);
  }
  const names = given.map((name, i) => textOf(`features[${i}]`, name, 200));
  const known = new Set<string>();
  for (const name of names) {
    if (known.has(name)) refuse(`features must differ in name; "${name}" stands twice`);
    known.add(name);
  }
  return names;
}
