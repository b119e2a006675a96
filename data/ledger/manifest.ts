import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { isSegment } from "./segment-name.ts";

/** What of the ledger is compacted. Renaming this file into place is what commits a compaction. */
export interface LedgerManifest {
  readonly schema: "bot4/ledger@1";
  /** Parquet files that are part of the ledger, the oldest first. */
  readonly parts: readonly LedgerPart[];
  /** Segments whose trials are in the parts: not to be read although they may still be there. */
  readonly taken: readonly string[];
  readonly nextPart: number;
}

export interface LedgerPart {
  readonly file: string;
  readonly rows: number;
}

export const manifestFile = "ledger.json";

/** The files that hold a ledger's trials at one moment. */
export interface LedgerFiles {
  readonly manifest: LedgerManifest;
  /** Segments that are not in the parts. */
  readonly segments: readonly string[];
}

/**
 * Looks which files hold the trials. Segments are listed before the manifest is read: one that is compacted in between
 * is then either listed and taken, or gone when it is opened, which the reader notices; it is never missed.
 */
export function ledgerFiles(ledger: string): LedgerFiles {
  const present = existsSync(ledger) ? readdirSync(ledger).filter(isSegment).sort() : [];
  const manifest = readManifest(ledger);
  const taken = new Set(manifest.taken);
  return { manifest, segments: present.filter((file) => !taken.has(stem(file))) };
}

/** Name of a segment whether it is open or closed. */
export const stem = (file: string): string => file.slice(0, file.lastIndexOf("."));

function readManifest(ledger: string): LedgerManifest {
  const path = join(ledger, manifestFile);
  if (!existsSync(path)) return { schema: "bot4/ledger@1", parts: [], taken: [], nextPart: 1 };
  let manifest: LedgerManifest;
  try {
    manifest = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    refuse(`${path} is damaged: ${(error as Error).message}; put it back from a copy`);
  }
  if (manifest.schema !== "bot4/ledger@1") {
    refuse(`${path} must have the schema bot4/ledger@1; was ${manifest.schema}`);
  }
  return manifest;
}
