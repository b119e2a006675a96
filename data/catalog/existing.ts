import { refuse } from "../../engine/core/errors.ts";
import { formatName, type NameParts } from "../names.ts";
import { iso, plural } from "../quality/defect.ts";
import { datasetFolder, readManifest } from "./manifest.ts";

/**
 * Refuses to write over a data set that the user has not said may be replaced; `otherwise` says how else this one may
 * be named.
 */
export async function refuseExisting(catalog: string, origin: NameParts, otherwise?: string): Promise<void> {
  const existing = await readManifest(datasetFolder(catalog, origin)).catch(() => undefined);
  if (!existing) return;
  const { rows, fromMs, toMs } = existing;
  const mend = `take its place with --replace${otherwise === undefined ? "" : `, or ${otherwise}`}`;
  refuse(
    `the catalog has ${formatName(origin)} already (${plural(rows, "bar")}, ${iso(fromMs)} to ${iso(toMs)} exclusive); ${mend}`,
  );
}
