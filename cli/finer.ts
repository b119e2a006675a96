import { listNames } from "../data/catalog/find.ts";
import { formatName, type NameParts } from "../data/names.ts";
import { parseTimeframe } from "../engine/core/time.ts";
import type { DataIdentity } from "../engine/trade/bars.ts";

/**
 * Names of the finest bars that a catalog has for each of the given data sets, where it has finer ones: they tell what
 * a bar reached first.
 */
export async function finerInCatalog(datasets: readonly DataIdentity[], catalog: string): Promise<string[]> {
  const names = await listNames(catalog);
  return datasets.flatMap((identity) => {
    const finer = names.filter((name) => isFiner(name, identity));
    finer.sort((a, b) => parseTimeframe(a.timeframe) - parseTimeframe(b.timeframe));
    return finer.slice(0, 1).map(formatName);
  });
}

function isFiner({ exchange, symbol, timeframe }: NameParts, identity: DataIdentity): boolean {
  const [fine, coarse] = [parseTimeframe(timeframe), parseTimeframe(identity.timeframe)];
  return exchange === identity.exchange && symbol === identity.symbol && fine < coarse && coarse % fine === 0;
}
