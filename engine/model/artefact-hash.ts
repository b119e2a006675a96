import { createHash } from "node:crypto";
import type { Artefact } from "./artefact.ts";
import { canonical } from "./canonical.ts";

/** The artefact's name: SHA-256, in hexadecimal, of its canonical text. */
export const artefactHash = (artefact: Artefact): string =>
  createHash("sha256").update(canonical(artefact)).digest("hex");
