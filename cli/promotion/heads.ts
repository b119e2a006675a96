import { existsSync, readFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../data/make-folder.ts";
import { homeFolder } from "../home.ts";
import type { Io } from "../io.ts";

// A chain of dossiers says what came before each, not what comes after the last. So whoever promotes also keeps, away
// from the chain, how far it had come: a line a promotion, of the first dossier's sha256, the serial, and its sha256.

const headsPath = (io: Io): string => join(homeFolder(io), "promotion-heads");

interface Named {
  readonly id: string;
  readonly sha256: string;
}

/** Notes how far a chain has come. */
export async function noteHead(files: readonly Named[], io: Io): Promise<void> {
  const [first, last] = [files[0], files.at(-1)];
  if (!first || !last) return;
  await makeFolder(homeFolder(io));
  await appendFile(headsPath(io), `${first.sha256} ${files.length} ${last.sha256}\n`, {
    mode: 0o600,
    flush: true,
  });
}

/** What is missing at the end of a chain, by what was noted when it was promoted from here; nothing where it is whole. */
export function missingEnd(files: readonly Named[], io: Io): string | undefined {
  const [first] = files;
  if (!first || !existsSync(headsPath(io))) return undefined;
  for (const line of readFileSync(headsPath(io), "utf8").split("\n")) {
    const [start, serial, sha256] = line.trim().split(" ");
    if (start !== first.sha256) continue;
    const at = Number(serial);
    if (files[at - 1]?.sha256 === sha256) continue;
    return files.length < at
      ? `ends with ${files.at(-1)!.id}, but went on to dossier ${at}: its end was removed; put it back from a copy`
      : `has another dossier ${at} than was promoted from here: ${files[at - 1]!.id}`;
  }
  return undefined;
}
