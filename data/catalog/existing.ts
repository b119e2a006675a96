import { refuse } from "../../engine/core/errors.ts";
import { formatName, type NameParts } from "../names.ts";
import { datasetFolder, readManifest } from "./manifest.ts";

/** Refuses to write over a data set that the user has not said may be replaced. */
export async function refuseExisting(catalog: string, origin: NameParts): Promise<void> {
  const existing = await readManifest(datasetFolder(catalog, origin)).catch(() => undefined);
  if (!existing) return;
  const { rows, from, to } = existing;
  refuse(
    `the catalog has ${formatName(origin)} already (${rows} bars, ${from.slice(0, 10)} to ${to.slice(0, 10)}); ` +
      `take its place with --replace, or name this one otherwise with --symbol or --exchange`,
  );
}
