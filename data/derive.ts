import { formatTimeframe } from "../engine/core/time.ts";
import { refuseExisting } from "./catalog/existing.ts";
import type { Manifest } from "./catalog/manifest.ts";
import { writeCatalog } from "./catalog/write.ts";
import { loadDataset } from "./load.ts";
import { formatName } from "./names.ts";
import { resampleBars } from "./resample.ts";
import { generateMarket } from "./synth/generate.ts";
import { parseSynth, type SynthOptions } from "./synth/options.ts";

/** Where a derived data set goes. */
export interface DeriveOptions {
  readonly catalog: string;
  readonly replace?: boolean | undefined;
  /** Kinds of defect of the source to accept. */
  readonly allow?: readonly string[] | undefined;
}

/** Puts a data set's bars of a coarser timeframe into the catalog, beside it. */
export async function resampleDataset(
  reference: string,
  timeframe: string,
  { catalog, replace, allow }: DeriveOptions,
): Promise<{ manifest: Manifest; notes: readonly string[] }> {
  const { bars, identity } = await loadDataset(reference, { catalog, allow });
  const coarse = resampleBars(bars, timeframe);
  const origin = {
    exchange: identity.exchange,
    symbol: identity.symbol,
    timeframe: formatTimeframe(coarse.bars.timeframeMs),
    source: `${identity.name} (sha256 ${identity.sha256.slice(0, 12)}) resampled`,
    synthetic: identity.synthetic,
  };
  if (!replace) await refuseExisting(catalog, origin);
  const task = `resampling of ${identity.name}`;
  const [manifest] = await writeCatalog(catalog, task, (writer) =>
    writer.replace([{ origin, columns: coarse.bars }]),
  );
  return { manifest: manifest!, notes: coarse.notes };
}

/** Puts a synthetic market into the catalog, marked as such, under the exchange `synthetic`. */
export async function storeSynthetic(
  given: Partial<SynthOptions>,
  { catalog, replace }: DeriveOptions,
): Promise<Manifest[]> {
  const options = parseSynth(given);
  const { seed, correlation, volatility, drift, price, jumpsPerYear } = options;
  const source = `bot4 data synth, ${Object.entries({
    seed,
    correlation,
    volatility,
    drift,
    price,
    jumpsPerYear,
  })
    .map(([name, value]) => `${name} ${value}`)
    .join(", ")}`;
  const entries = generateMarket(options).map((columns) => ({
    origin: {
      exchange: "synthetic",
      symbol: columns.symbol,
      timeframe: formatTimeframe(columns.timeframeMs),
      source,
      synthetic: true,
    },
    columns,
  }));
  if (!replace)
    for (const { origin } of entries) {
      await refuseExisting(catalog, origin, "name these otherwise with --symbols");
    }
  return writeCatalog(catalog, `synthesis of ${formatName(entries[0]!.origin)}`, (writer) =>
    writer.replace(entries),
  );
}
