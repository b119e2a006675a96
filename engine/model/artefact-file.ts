import { createHash } from "node:crypto";
import { refuse } from "../core/errors.ts";
import type { Artefact } from "./artefact.ts";
import { parseCalibration } from "./calibration.ts";
import { canonical, parseCanonical } from "./canonical.ts";
import { parseModel } from "./kinds.ts";
import { type ModelRecord, parseModelRecord } from "./model-record.ts";
import { parsePreparation } from "./preparation.ts";
import { countOf, numberOf, recordOf, textOf, wordOf } from "./read.ts";
import { type Schedule, scheduleHash, scheduleOf } from "./schedule.ts";
import { parseSpread } from "./spread.ts";

const format = "bot4-model-1";
/** What a file may hold at most, so that a hostile one cannot exhaust memory. */
const limits = { charactersMax: 256 * 2 ** 20, featuresMax: 10_000, stagesMax: 10_000 };

/** What a model's file holds. */
export interface ModelFile {
  readonly schedule: Schedule;
  /** How it was trained; absent where a program wrote the file and did not say. */
  readonly record?: ModelRecord;
}

/**
 * The text of a model's file: canonical JSON of its schedule and of how it was trained, with the hash of both. A single
 * artefact is a schedule of one stage that holds at all times. Equal schedules and records give equal texts.
 */
export function writeArtefacts(given: Artefact | Schedule, record?: ModelRecord): string {
  const schedule = scheduleOf(given);
  const file = { schedule, ...(record && { record }) };
  return `${canonical({ format, ...file, sha256: hashOf(file) })}\n`;
}

/** The schedule of a file's text; all else as {@link parseModelFile}. */
export const parseArtefacts = (text: string): Schedule => parseModelFile(text).schedule;

/**
 * What a file's text holds, which is not trusted: its size is limited, every field checked, its hash verified.
 * Throws a UserError that names what is wrong.
 */
export function parseModelFile(text: string): ModelFile {
  const { charactersMax, stagesMax } = limits;
  if (text.length > charactersMax) {
    refuse(`a model file must have at most ${charactersMax} characters; it has ${text.length}`);
  }
  const given = recordOf("model file", parseCanonical("model file", text));
  wordOf("format", given.format, [format]);
  if (!Array.isArray(given.schedule) || given.schedule.length > stagesMax) {
    refuse(`schedule must be a list of at most ${stagesMax} stages`);
  }
  const schedule = scheduleOf(
    given.schedule.map((stage, k) => {
      const { fromMs, artefact } = recordOf(`stage ${k}`, stage);
      return { fromMs: numberOf(`fromMs of stage ${k}`, fromMs), artefact: artefactOf(artefact) };
    }),
  );
  const { record } = given;
  const file = {
    schedule,
    ...(record !== undefined && { record: parseModelRecord(record, schedule.length) }),
  };
  const hash = hashOf(file);
  if (given.sha256 !== hash) {
    refuse(
      `sha256 of the model file is ${hash}; the file says ${String(given.sha256)}: it was changed since`,
    );
  }
  return file;
}

/** Without a record the hash is that of the schedule alone. */
function hashOf({ schedule, record }: ModelFile): string {
  const hash = scheduleHash(schedule);
  return record
    ? createHash("sha256")
        .update(`${hash} ${canonical(record)}`)
        .digest("hex")
    : hash;
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
