import { listNames } from "../data/catalog/find.ts";
import { datasetFolder, readManifest } from "../data/catalog/manifest.ts";
import { formatName, type NameParts } from "../data/names.ts";
import { UserError } from "../engine/core/errors.ts";
import { parseTimeframe } from "../engine/core/time.ts";
import type { DataIdentity } from "../engine/trade/bars.ts";

/**
 * Names of the finest bars that a catalog has for each of the given data sets from `fromMs` on, where it has finer
 * ones: they tell what a bar reached first. Those of another time, or that cannot be read, are of no help and passed
 * over.
 */
export async function finerInCatalog(
  datasets: readonly DataIdentity[],
  fromMs: number | undefined,
  catalog: string,
): Promise<string[]> {
  const names = await listNames(catalog);
  const found: string[] = [];
  for (const identity of datasets) {
    const finer = names.filter((name) => isFiner(name, identity));
    finer.sort((a, b) => parseTimeframe(a.timeframe) - parseTimeframe(b.timeframe));
    for (const name of finer) {
      if (!(await overlaps(datasetFolder(catalog, name), fromMs, identity))) continue;
      found.push(formatName(name));
      break;
    }
  }
  return found;
}

async function overlaps(
  folder: string,
  countsFromMs: number | undefined,
  { fromMs, toMs }: DataIdentity,
): Promise<boolean> {
  const manifest = await readManifest(folder).catch((error: unknown) => {
    // Nobody asked for it: what is wrong with it is for `bot4 data check` to say.
    if (error instanceof UserError) return undefined;
    throw error;
  });
  return (
    manifest !== undefined &&
    manifest.fromMs < toMs &&
    manifest.toMs > Math.max(fromMs, countsFromMs ?? fromMs)
  );
}

function isFiner({ exchange, symbol, timeframe }: NameParts, identity: DataIdentity): boolean {
  const [fine, coarse] = [parseTimeframe(timeframe), parseTimeframe(identity.timeframe)];
  return exchange === identity.exchange && symbol === identity.symbol && fine < coarse && coarse % fine === 0;
}
