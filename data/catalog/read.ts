import { existsSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { type Columns, concatRows, hashColumns } from "../columns.ts";
import { type ParquetSelection, readParquet } from "../parquet.ts";
import { type Manifest, type Part, readManifest } from "./manifest.ts";

const attemptsMax = 3;

/** A data set as it was read. */
export interface Read {
  readonly manifest: Manifest;
  readonly columns: Columns;
  /** Of the rows that were read: the manifest's own if those are all. */
  readonly sha256: string;
}

/** Reads a data set by its folder, whole or a period of it. A whole one must have the hash of its manifest. */
export async function readDataset(folder: string, selection: ParquetSelection = {}): Promise<Read> {
  for (let attempt = 1; ; attempt++) {
    const manifest = await readManifest(folder);
    if (!manifest) refuse(`${folder} holds no data set`);
    const { fromMs = -Infinity, toMs = Infinity } = selection;
    const parts = manifest.parts.filter((part) => part.toMs > fromMs && part.fromMs < toMs);
    // A writer that replaced the data set in the meantime removed the parts of the old manifest.
    if (parts.some((part) => !existsSync(join(folder, part.file)))) {
      if (attempt < attemptsMax) continue;
      refuse(
        `${folder} is damaged: a file that its manifest lists is missing; import the data again with --replace`,
      );
    }
    const columns = await readParts(folder, parts, selection);
    const sha256 = hashColumns(columns);
    if (columns.ts.length === manifest.rows && sha256 !== manifest.sha256) {
      refuse(
        `${manifest.name} is damaged: its content differs from the sha256 of its manifest; ` +
          "import it again with --replace",
      );
    }
    return { manifest, columns, sha256 };
  }
}

/** The rows of some parts, one after the other. */
export async function readParts(
  folder: string,
  parts: readonly Part[],
  selection: ParquetSelection = {},
): Promise<Columns> {
  if (parts.length === 0) return concatRows([]);
  const paths = parts.map((part) => join(folder, part.file));
  const { fromMs, toMs } = selection;
  const { tables } = await readParquet(paths, { fromMs, toMs }, folder);
  return tables[0]!.columns;
}
