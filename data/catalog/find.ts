import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { refuse, suggest, UserError } from "../../engine/core/errors.ts";
import { formatName, type NameParts } from "../names.ts";
import { datasetFolder, type Manifest, manifestFile, readManifest } from "./manifest.ts";

/** Names of all data sets in a catalog, sorted; a folder that does not exist holds none. */
export async function listNames(catalog: string): Promise<NameParts[]> {
  const names = await listFolders(catalog);
  // A folder without a manifest is what a killed writer left, or what one is about to fill.
  return names.filter((name) => existsSync(join(datasetFolder(catalog, name), manifestFile)));
}

/** Names of all folders that are where a data set would be. */
export async function listFolders(catalog: string): Promise<NameParts[]> {
  const names: NameParts[] = [];
  for (const exchange of await folders(catalog)) {
    for (const symbol of await folders(join(catalog, exchange))) {
      for (const timeframe of await folders(join(catalog, exchange, symbol))) {
        names.push({ exchange, symbol, timeframe });
      }
    }
  }
  return names;
}

/** What a catalog holds: manifests sorted by name, and in words the data sets whose manifest cannot be read. */
export interface Listing {
  readonly manifests: readonly Manifest[];
  readonly damaged: readonly string[];
}

/** Reads all manifests of a catalog; a damaged one hides no other. */
export async function listDatasets(catalog: string): Promise<Listing> {
  const manifests: Manifest[] = [];
  const damaged: string[] = [];
  for (const name of await listNames(catalog)) {
    try {
      const manifest = await readManifest(datasetFolder(catalog, name));
      if (manifest) manifests.push(manifest);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      damaged.push(`${formatName(name)}: ${error.message}`);
    }
  }
  return { manifests, damaged };
}

async function folders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

/**
 * The names that a reference means: all parts of it (`binance:BTCUSDT:1h`), or some in their order (`BTCUSDT:1h`,
 * `BTCUSDT`), whatever the case.
 */
export function matchNames(reference: string, names: readonly NameParts[]): NameParts[] {
  const wanted = reference.toLowerCase().split(":");
  return names.filter((name) => {
    const parts = formatName(name).toLowerCase().split(":");
    let at = 0;
    for (const word of wanted) {
      const found = parts.indexOf(word, at);
      if (found < 0) return false;
      at = found + 1;
    }
    return true;
  });
}

/** Refuses a reference that names no data set of the catalog, and says what does exist. */
export function refuseUnknown(reference: string, names: readonly NameParts[], catalog: string): never {
  const known = names.map(formatName);
  const short = names.map(({ symbol, timeframe }) => `${symbol}:${timeframe}`);
  const hint =
    suggest(reference, known) || suggest(reference, [...short, ...names.map(({ symbol }) => symbol)]);
  const listed = known.length <= 8 ? known.join(", ") : `${known.slice(0, 8).join(", ")}, …`;
  refuse(
    `no file and no data set is called "${reference}"${hint || `; the catalog ${catalog} has ${listed}`}`,
  );
}

/** Refuses a reference that names several data sets. */
export function refuseAmbiguous(reference: string, names: readonly NameParts[]): never {
  const listed = names.slice(0, 8).map(formatName).join(", ");
  refuse(`"${reference}" may mean ${listed}${names.length > 8 ? ", …" : ""}; name one of them in full`);
}
