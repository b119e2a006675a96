import { createHash } from "node:crypto";
import { refuse } from "../core/errors.ts";
import type { Artefact } from "./artefact.ts";
import { parseCalibration } from "./calibration.ts";
import { canonical, parseCanonical } from "./canonical.ts";
import { parseModel } from "./kinds.ts";
import { parsePreparation } from "./preparation.ts";
import { countOf, numberOf, recordOf, textOf, wordOf } from "./read.ts";

const format = "bot4-model-1";
/** What a file may hold at most, so that a hostile one cannot exhaust memory. */
const limits = { charactersMax: 64 * 2 ** 20, featuresMax: 10_000 };

/** The artefact's name: SHA-256, in hexadecimal, of its canonical text. */
export const artefactHash = (artefact: Artefact): string =>
  createHash("sha256").update(canonical(artefact)).digest("hex");

/** The text of an artefact's file: canonical JSON with its own hash. Equal artefacts give equal texts. */
export const writeArtefact = (artefact: Artefact): string =>
  `${canonical({ artefact, format, sha256: artefactHash(artefact) })}\n`;

/**
 * The artefact of a file's text, which is not trusted: its size is limited, every field checked, its hash verified.
 * Throws a UserError that names what is wrong.
 */
export function parseArtefact(text: string): Artefact {
  const { charactersMax } = limits;
  if (text.length > charactersMax) {
    refuse(`a model file must have at most ${charactersMax} characters; it has ${text.length}`);
  }
  const file = recordOf("model file", parseCanonical("model file", text));
  wordOf("format", file.format, [format]);
  const artefact = artefactOf(file.artefact);
  const hash = artefactHash(artefact);
  if (file.sha256 !== hash) {
    refuse(`sha256 of the model file is ${hash}; the file says ${String(file.sha256)}: it was changed since`);
  }
  return artefact;
}

function artefactOf(given: unknown): Artefact {
  const fields = recordOf("artefact", given);
  const features = namesOf(fields.features);
  const trained = recordOf("trainedOn", fields.trainedOn);
  const { preparation, calibration } = fields;
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
    seed: numberOf("seed", fields.seed),
    code: textOf("code", fields.code),
  };
}

function namesOf(given: unknown): readonly string[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > limits.featuresMax) {
    refuse(`features must be a list of 1 to ${limits.featuresMax} names`);
  }
  const names = given.map((name, i) => textOf(`features[${i}]`, name, 200));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) refuse(`features must differ in name; "${twice}" stands twice`);
  return names;
}
